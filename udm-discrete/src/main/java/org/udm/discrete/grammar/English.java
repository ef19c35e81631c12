package org.udm.discrete.grammar;

/**
 * The rules of the demonstration's language.
 *
 * <p>What a model has to learn: the number of the determiner, the noun and the verb agree ("this
 * cat sleeps", "these cats sleep"), also when a relative clause stands between noun and verb ("the
 * dogs that see the bird sleep"); some verbs take an object, others do not.
 *
 * <p>Its size is one that a small transformer learns within minutes on a processor, as {@code udm
 * demo} shows.
 */
final class English {
  static final String RULES =
      """
      S    -> SubS VerbS | SubP VerbP

      # the subject, singular and plural, with or without a relative clause
      SubS -> NpS [4] | NpS 'that' VerbS1 [1]
      SubP -> NpP [4] | NpP 'that' VerbP1 [1]
      NpS  -> DetS Size NounS
      NpP  -> DetP Size NounP
      Size -> '' [2] | 'small' | 'big'

      # the verb and its object, which is shorter inside a relative clause
      VerbS  -> 'sleeps' | 'sings' | SeesS Obj [4]
      VerbP  -> 'sleep' | 'sing' | SeesP Obj [4]
      VerbS1 -> 'sleeps' | 'sings' | SeesS 'the' Noun [2]
      VerbP1 -> 'sleep' | 'sing' | SeesP 'the' Noun [2]
      SeesS  -> 'sees' | 'likes' | 'chases'
      SeesP  -> 'see' | 'like' | 'chase'
      Obj    -> DetS NounS | DetP NounP
      Noun   -> NounS | NounP

      DetS  -> 'the' [2] | 'a' | 'this'
      DetP  -> 'the' [2] | 'many' | 'these'
      NounS -> 'cat' | 'dog' | 'bird' | 'child'
      NounP -> 'cats' | 'dogs' | 'birds' | 'children'
      """;

  private English() {}
}
