package org.udm.notebook.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.udm.core.sample.SampleListener;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.Vocabulary;

/**
 * How a text came about: one row of a batch at each time, what is new in colour.
 *
 * <pre>{@code
 * TextTrajectory steps = TextTrajectory.of(vocabulary);
 * sampler.withListener(steps).draw(1, RandomStreams.of(1));
 * steps
 * }</pre>
 */
public final class TextTrajectory implements SampleListener<TokenBatch>, Markup {
  private static final int SHOWN = 14; // times; of more steps some are left out

  private final Vocabulary vocabulary;
  private final int row;
  private final List<Double> times = new ArrayList<>();
  private final List<TokenBatch> states = new ArrayList<>();

  private TextTrajectory(Vocabulary vocabulary, int row) {
    this.vocabulary = vocabulary;
    this.row = row;
  }

  /**
   * Returns a listener that keeps the first row.
   *
   * @param vocabulary the vocabulary of V tokens; the id V is the mask
   * @return the listener, for one call of a sampler
   */
  public static TextTrajectory of(Vocabulary vocabulary) {
    return new TextTrajectory(vocabulary, 0);
  }

  /**
   * Returns a listener that keeps another row.
   *
   * @param number the row, in [0, B)
   * @return the listener, for one call of a sampler
   */
  public TextTrajectory ofRow(int number) {
    return new TextTrajectory(vocabulary, number);
  }

  @Override
  public void onState(int step, double t, TokenBatch xt) {
    times.add(t);
    states.add(xt.slice(row, row + 1));
  }

  @Override
  public String html() {
    StringBuilder html =
        new StringBuilder("<table><tr><th>t</th><th style='text-align:left'>row</th></tr>");
    TokenBatch before = null;
    for (int k : shown()) {
      TokenText text = TokenText.of(vocabulary, states.get(k));
      html.append("<tr><td style='vertical-align:top'>")
          .append(time(k))
          .append("</td><td style='text-align:left;font-family:monospace;white-space:pre-wrap'>")
          .append((before == null ? text : text.after(before)).row(0))
          .append("</td></tr>");
      before = states.get(k);
    }
    return html.append("</table>").toString();
  }

  private int[] shown() {
    return Frames.evenly(states.size(), SHOWN);
  }

  private String time(int k) {
    return String.format(Locale.ROOT, "%.3f", times.get(k));
  }

  @Override
  public String toString() {
    return Arrays.stream(shown())
        .mapToObj(k -> "t = %s  %s".formatted(time(k), TokenText.of(vocabulary, states.get(k))))
        .collect(Collectors.joining("\n"));
  }
}
