package org.udm.cli.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.udm.cli.run.Drawing;
import org.udm.cli.run.Sampling;
import org.udm.core.given.Given;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parallel.Peers;

/** Sentences as they are restored: printed one after the other, or kept for a document. */
final class RestoreDrawing implements Drawing<Given<TokenBatch, TokenBatch>> {
  private final RestoreTrained trained;
  private final Vocabulary vocabulary;
  private final TokenBatch sources;
  private final RestoreTrained.Manner manner;
  private final Sampling.Order order;
  private final List<String> read = new ArrayList<>();
  private final List<String> written = new ArrayList<>();
  private long calls;
  private long rowsPredicted;

  RestoreDrawing(
      RestoreTrained trained,
      Vocabulary vocabulary,
      TokenBatch sources,
      RestoreTrained.Manner manner,
      Sampling.Order order) {
    this.trained = trained;
    this.vocabulary = vocabulary;
    this.sources = sources;
    this.manner = manner;
    this.order = order;
  }

  @Override
  public String noun(int rows) {
    return rows == 1 ? "sentence" : "sentences";
  }

  private int steps() {
    return order.steps() == null ? trained.steps() : order.steps();
  }

  @Override
  public Sampler<Given<TokenBatch, TokenBatch>> sampler(int from, LongConsumer progress) {
    calls = 0;
    return (rows, rng) -> {
      int[] own = IntStream.range(from, from + rows).map(i -> i % sources.rows()).toArray();
      Samples<Given<TokenBatch, TokenBatch>> samples =
          trained
              .sampler(sources.gather(own), manner, steps(), () -> progress.accept(++calls))
              .draw(rows, rng);
      rowsPredicted += samples.rowsPredicted();
      return samples;
    };
  }

  @Override
  public void show(Given<TokenBatch, TokenBatch> drawn) {
    read.addAll(RestoreTasks.texts(vocabulary, drawn.c()));
    for (String text : RestoreTasks.texts(vocabulary, drawn.x())) {
      written.add(text);
      if (order.asJson() == Sampling.AsJson.NO) {
        System.out.println(text);
      }
    }
  }

  @Override
  public void end() {
    // every sentence has been shown
  }

  @Override
  public void share(Peers peers) {
    rowsPredicted = (long) peers.sum(rowsPredicted)[0];
  }

  @Override
  public long rowsPredicted() {
    return rowsPredicted;
  }

  @Override
  public Map<String, Object> choices() {
    Map<String, Object> choices = new LinkedHashMap<>();
    choices.put("steps", steps());
    choices.put("draws", manner.draws().isExact() ? "exact" : "likeliest");
    choices.put("guidance", manner.guidance().scale());
    return choices;
  }

  @Override
  public Map<String, Object> results() {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("sources", read);
    results.put("texts", written);
    return results;
  }

  @Override
  public String remark() {
    return (manner.draws().isExact() ? "" : " (the likeliest tokens: not the law of the model)")
        + (manner.guidance().isNone() ? "" : " (guided: not the law of the model)");
  }
}
