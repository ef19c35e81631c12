package org.udm.discrete.categorical;

import java.util.Arrays;
import org.udm.core.schedule.Schedule;

/**
 * Masks that stay masks, and wrong tokens among what is not masked yet: a token is not masked until
 * t with probability alpha_t, and then it is the clean one or, with probability 1 - beta_t, one
 * that is drawn uniformly,
 *
 * <pre>
 * Q_t(v, w) = alpha_t (beta_t [v = w] + (1 - beta_t) / V),   Q_t(v, mask) = 1 - alpha_t,   Q_t(mask, mask) = 1.
 * </pre>
 *
 * <p>A model of it can also correct what is not masked. Source of the mixture: Austin et al.
 * (D3PM), 2021, appendix A.2 and B.2; von Ruette et al., "Generalized interpolating discrete
 * diffusion", 2025.
 */
public final class MaskedReplacement implements JumpProcess {
  private final int vocabulary;
  private final Schedule visible;
  private final Schedule clean;

  private MaskedReplacement(int vocabulary, Schedule visible, Schedule clean) {
    this.vocabulary = vocabulary;
    this.visible = visible;
    this.clean = clean;
  }

  /**
   * Returns the process; the mask is the id V.
   *
   * @param vocabulary the number of values V, at least 1
   * @param visible alpha_t, the probability that a token is not masked
   * @param clean beta_t, the probability that a visible token has not been drawn anew
   * @return the process, of V + 1 states
   * @throws IllegalArgumentException if there is no value
   */
  public static MaskedReplacement of(int vocabulary, Schedule visible, Schedule clean) {
    Replacement.requireVocabulary(vocabulary);
    return new MaskedReplacement(vocabulary, visible, clean);
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public int states() {
    return vocabulary + 1;
  }

  @Override
  public TransitionMatrix between(double s, double t) {
    double seen = Replacement.kept(visible, s, t);
    double kept = seen * Replacement.kept(clean, s, t);
    double[] noise = new double[vocabulary + 1];
    if (kept < 1) {
      Arrays.fill(noise, 0, vocabulary, (seen - kept) / (1 - kept) / vocabulary);
      noise[vocabulary] = (1 - seen) / (1 - kept);
    } else {
      noise[vocabulary] = 1; // nobody goes there
    }
    return new LowRankMatrix(kept, noise, vocabulary);
  }

  @Override
  public double rate(int from, int to, double t) {
    if (from == vocabulary) {
      return 0;
    }
    return to == vocabulary
        ? -visible.derivative(t) / visible.at(t)
        : -clean.derivative(t) / clean.at(t) / vocabulary;
  }

  @Override
  public String toString() {
    return "masked-replacement(V = %d, %s, %s)".formatted(vocabulary, visible, clean);
  }
}
