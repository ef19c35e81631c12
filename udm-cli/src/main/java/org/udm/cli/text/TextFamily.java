package org.udm.cli.text;

import java.util.List;
import java.util.function.BiFunction;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Engine;
import org.udm.cli.run.Model;
import org.udm.cli.run.Settings;
import org.udm.core.given.Given;
import org.udm.discrete.TokenBatch;

/**
 * An entry of the table of corruptions that models of text are trained with.
 *
 * @param name the word of {@code --corruption}
 * @param model makes the model that settings and a description of the data describe
 */
record TextFamily(String name, BiFunction<Settings, TextDescription, TextModel> model) {
  private static final List<TextFamily> ALL =
      List.of(
          new TextFamily("mask", TextFamily::masked),
          new TextFamily("uniform", CategoricalText::uniform),
          new TextFamily("categorical", CategoricalText::mixture),
          new TextFamily("deletion", DeletionText::of),
          new TextFamily("autoregressive", AutoregressiveText::of));

  /** The words of {@code --corruption}, the default first. */
  static String[] names() {
    return ALL.stream().map(TextFamily::name).toArray(String[]::new);
  }

  /** The model of a run. */
  static Model<Given<TokenBatch, TokenBatch>> model(
      Settings settings, TextDescription description) {
    String name = settings.text("corruption");
    if (byBlocks(settings) && !name.equals("mask")) {
      throw UserException.usage(
          "--block-size %d with --corruption %s: texts are written by blocks with --corruption mask alone; leave it out"
              .formatted(settings.integer("block-size"), name));
    }
    if (Engine.of(settings) == Engine.DL4J) {
      return RowText.of(settings, description);
    }
    TextModel model =
        ALL.stream()
            .filter(family -> family.name.equals(name))
            .findAny()
            .orElseThrow() // the setting allows no other word
            .model
            .apply(settings, description);
    return new ToldText(
        model, description.classes(), description.lengths().or(settings.integer("length")));
  }

  private static TextModel masked(Settings settings, TextDescription description) {
    return byBlocks(settings)
        ? BlockText.of(settings, description)
        : MaskedText.of(settings, description);
  }

  private static boolean byBlocks(Settings settings) {
    return settings.integer("block-size") > 0;
  }
}
