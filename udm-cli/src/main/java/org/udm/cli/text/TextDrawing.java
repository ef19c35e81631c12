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
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.TokenDisplay;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parallel.Peers;

/** Texts as they are drawn: printed one after the other, or kept for a document. */
final class TextDrawing implements Drawing<TokenBatch> {
  private final TextTrained.Wish wish;
  private final TextTrained.Choice choice;
  private final Patterns known;
  private final TokenDisplay display;
  private final Sampling.Order order;
  private final List<String> texts = new ArrayList<>();
  private final List<List<String>> traces = new ArrayList<>();
  private long calls;
  private long rowsPredicted;
  private TextTrained.Notes notes = TextTrained.Notes.none();

  TextDrawing(
      TextTrained.Wish wish,
      TextTrained.Choice choice,
      Patterns known,
      Vocabulary vocabulary,
      Sampling.Order order) {
    this.wish = wish;
    this.choice = choice;
    this.known = known;
    this.display = TokenDisplay.of(vocabulary);
    this.order = order;
  }

  @Override
  public String noun(int rows) {
    return rows == 1 ? "text" : "texts";
  }

  @Override
  public Sampler<TokenBatch> sampler(int from, LongConsumer progress) {
    calls = 0;
    Sampler<TokenBatch> sampler =
        choice
            .sampler()
            .of(
                known,
                wish.trace() == TextTrained.Trace.SHOWN ? tracer(from) : (step, t, xt) -> {},
                () -> progress.accept(++calls));
    return (rows, rng) -> {
      Samples<TokenBatch> samples = sampler.draw(rows, rng);
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
  public void show(TokenBatch drawn) {
    for (String text : display.show(drawn)) {
      texts.add(text);
      if (order.asJson() == Sampling.AsJson.NO) {
        System.out.println((order.count() > 1 ? "--- " + texts.size() + "\n" : "") + text);
      }
    }
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
    return choices;
  }

  @Override
  public Map<String, Object> results() {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("texts", texts);
    if (wish.trace() == TextTrained.Trace.SHOWN) {
      results.put("traces", traces);
    }
    results.putAll(notes.numbers());
    return results;
  }

  @Override
  public String remark() {
    return notes.remark()
        + (wish.draws().isExact() ? "" : " (temperature or top-p: not the law of the model)");
  }
}
