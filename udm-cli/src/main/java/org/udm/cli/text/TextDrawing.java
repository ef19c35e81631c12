package org.udm.cli.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import org.udm.cli.console.Terminal;
import org.udm.cli.run.Drawing;
import org.udm.cli.run.Sampling;
import org.udm.core.given.Given;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.TokenDisplay;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parallel.Peers;

/** Texts as they are drawn: printed one after the other, or kept for a document. */
final class TextDrawing implements Drawing<Given<TokenBatch, TokenBatch>> {
  private final TextTrained.Wish wish;
  private final TextTrained.Choice choice;
  private final Patterns known;
  private final TextLengths.Drawn lengths;
  private final TextClasses.Told told;
  private final TokenDisplay display;
  private final Sampling.Order order;
  private final List<String> texts = new ArrayList<>();
  private final List<String> classes = new ArrayList<>(); // empty where none are told
  private final List<List<String>> traces = new ArrayList<>();
  private long calls;
  private long rowsPredicted;
  private TextTrained.Notes notes = TextTrained.Notes.none();

  TextDrawing(
      TextTrained.Wish wish,
      TextTrained.Choice choice,
      Patterns known,
      TextLengths.Drawn lengths,
      TextClasses.Told told,
      Vocabulary vocabulary,
      Sampling.Order order) {
    this.wish = wish;
    this.choice = choice;
    this.known = known;
    this.lengths = lengths;
    this.told = told;
    this.display = TokenDisplay.of(vocabulary);
    this.order = order;
  }

  @Override
  public String noun(int rows) {
    return rows == 1 ? "text" : "texts";
  }

  @Override
  public Sampler<Given<TokenBatch, TokenBatch>> sampler(int from, LongConsumer progress) {
    calls = 0;
    Sampler<Given<TokenBatch, TokenBatch>> sampler =
        ToldTrained.sampler(
            told,
            lengths,
            (sources, tokens) ->
                choice
                    .sampler()
                    .of(
                        known.withLengths(tokens),
                        sources,
                        wish.trace() == TextTrained.Trace.SHOWN
                            ? tracer(from)
                            : (step, t, xt) -> {},
                        () -> progress.accept(++calls)));
    return (rows, rng) -> {
      Samples<Given<TokenBatch, TokenBatch>> samples = sampler.draw(rows, rng);
      rowsPredicted += samples.rowsPredicted();
      return samples;
    };
  }

  /** Notes every state, and shows it unless it goes into a document. */
  private SampleListener<TokenBatch> tracer(int from) {
    TokenDisplay oneLine = display.withNewline("\u21b5");
    return (step, t, xt) -> {
      List<String> shown = oneLine.show(xt);
      for (int i = 0; i < shown.size(); i++) {
        if (step == 0) {
          traces.add(new ArrayList<>());
        }
        traces.get(from + i).add(shown.get(i));
        if (order.asJson() == Sampling.AsJson.NO) {
          Terminal.standard().clear();
          System.out.printf(Locale.ROOT, "text %d  t = %.3f  %s%n", from + i + 1, t, shown.get(i));
        }
      }
    };
  }

  @Override
  public void show(Given<TokenBatch, TokenBatch> drawn) {
    List<String> shown = display.show(drawn.x());
    for (int i = 0; i < shown.size(); i++) {
      texts.add(shown.get(i));
      if (told.classes().areTold()) {
        classes.add(told.classes().name(drawn.c(), i));
      }
      if (order.asJson() == Sampling.AsJson.NO) {
        System.out.println(heading() + shown.get(i));
      }
    }
  }

  /** What stands above a text that is one of several, or of a class that nobody named. */
  private String heading() {
    return order.count() == 1 && !told.areDrawn()
        ? ""
        : "--- %d%s%n"
            .formatted(
                texts.size(), classes.isEmpty() ? "" : ", " + classes.get(classes.size() - 1));
  }

  @Override
  public void end() {
    // every text has been shown
  }

  @Override
  public void share(Peers peers) {
    rowsPredicted = (long) peers.sum(rowsPredicted)[0];
    notes = choice.notes().apply(peers);
  }

  @Override
  public long rowsPredicted() {
    return rowsPredicted;
  }

  @Override
  public Map<String, Object> choices() {
    Map<String, Object> choices = new LinkedHashMap<>();
    choices.put("kernel", choice.kernel());
    if (choice.steps() != null) {
      choices.put("steps", choice.steps());
    }
    choices.put("temperature", wish.draws().temperature());
    choices.put("top_p", wish.draws().topP());
    if (told.classes().areTold()) {
      choices.put("class", told.shown());
      choices.put("guidance", wish.guidance().scale());
    }
    return choices;
  }

  @Override
  public Map<String, Object> results() {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("texts", texts);
    if (told.classes().areTold()) {
      results.put("classes", classes);
    }
    if (wish.trace() == TextTrained.Trace.SHOWN) {
      results.put("traces", traces);
    }
    results.putAll(notes.numbers());
    return results;
  }

  @Override
  public String remark() {
    return notes.remark()
        + (told.areDrawn() ? " (classes by their shares of the training rows)" : "")
        + (wish.guidance().isNone() ? "" : " (guided: not the law of the model)")
        + (wish.draws().isExact() ? "" : " (temperature or top-p: not the law of the model)");
  }
}
