package org.udm.discrete.grammar;

/**
 * The rules of the demonstration's language.
 *
 * <p>What a model has to learn: the number of the determiner, the noun and the verb agree ("this
 * cat sleeps", "these cats sleep"), also when a relative clause stands between noun and verb ("the
 * dogs that see the bird sleep"); some verbs take an object, others do not.
 *
 * <p>The size was chosen by training transformers of 2 layers, cosine rate, averaged weights: width
 * 64, 5,000 steps of 128 rows (166 s of processor time) gave 949 grammatical sentences of 1,000 and
 * a bound of 9.64 +- 0.05 nats. With a colour after the size (11.0 nats, L = 14) width 128 after
 * 3,000 such steps, at twice the cost, gave 893.
 */
final class English {
  static final String RULES =
      """
      S    -> SubS VerbS | SubP VerbP

      # the subject, singular and plural, with or without a relative clause
      SubS -> NpS [4] | NpS 'that' VerbS1 [1]
      SubP -> NpP [4] | NpP 'that' VerbP1 [1]

      # the verb and its object; inside a relative clause the object is short
      VerbS  -> 'sleeps' | 'sings' | SeesS NpS [2] | SeesS NpP [2]
      VerbP  -> 'sleep' | 'sing' | SeesP NpS [2] | SeesP NpP [2]
      VerbS1 -> 'sleeps' | 'sings' | SeesS 'the' NounS | SeesS 'the' NounP
      VerbP1 -> 'sleep' | 'sing' | SeesP 'the' NounS | SeesP 'the' NounP
      SeesS  -> 'sees' | 'likes' | 'chases'
      SeesP  -> 'see' | 'like' | 'chase'

      # determiner, size, noun
      NpS  -> DetS Size NounS
      NpP  -> DetP Size NounP
      DetS -> 'the' [2] | 'a' | 'this'
      DetP -> 'the' [2] | 'many' | 'these'
      Size   -> '' [2] | 'small' | 'big'
      NounS  -> 'cat' | 'dog' | 'bird' | 'child'
      NounP  -> 'cats' | 'dogs' | 'birds' | 'children'
      """;

  private English() {}
}
