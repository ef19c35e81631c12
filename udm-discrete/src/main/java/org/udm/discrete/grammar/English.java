package org.udm.discrete.grammar;

/**
 * The rules of the demonstration's language.
 *
 * <p>What a model has to learn: the number of the determiner, the noun and the verb agree ("this
 * cat sleeps", "these cats sleep"), also when a relative clause stands between noun and verb ("the
 * dogs that see this bird sleep"); size stands before colour; some verbs take an object.
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

      # determiner, size, colour, noun
      NpS  -> DetS Size Colour NounS
      NpP  -> DetP Size Colour NounP
      DetS -> 'the' [2] | 'a' | 'this'
      DetP -> 'the' [2] | 'many' | 'these'
      Size   -> '' [2] | 'small' | 'big'
      Colour -> '' [4] | 'black' | 'white'
      NounS  -> 'cat' | 'dog' | 'bird' | 'child'
      NounP  -> 'cats' | 'dogs' | 'birds' | 'children'
      """;

  private English() {}
}
