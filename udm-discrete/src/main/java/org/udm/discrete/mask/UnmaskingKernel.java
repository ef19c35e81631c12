package org.udm.discrete.mask;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;

/**
 * The unmasking step: visible tokens stay, each masked one is revealed with probability
 *
 * <pre>(alpha_s - alpha_t) / (1 - alpha_t).</pre>
 *
 * <p>It is equal in law to {@code ReverseKernels.same} of {@link Masking}. Sources: Sahoo et al.
 * (MDLM), 2024, section 3; Shi et al. (MD4), 2024, section 2.
 */
public final class UnmaskingKernel implements ReverseKernel<TokenBatch> {
  private final Masking masking;

  private UnmaskingKernel(Masking masking) {
    this.masking = masking;
  }

  /**
   * Returns the unmasking step of a corruption.
   *
   * @param masking the corruption
   * @return the kernel
   */
  public static UnmaskingKernel of(Masking masking) {
    return new UnmaskingKernel(masking);
  }

  @Override
  public TokenBatch step(TokenBatch xt, TokenBatch x0, Times t, Times s, RandomStreams rng) {
    masking.requireAgreement(xt, x0);
    Positions revealed = revealed(xt, t, s, rng);
    return revealed.put(revealed.tokensOf(x0), xt);
  }

  /**
   * Decides which places this step reveals; what stands there is not needed for it.
   *
   * @param xt corrupted rows [B, L]
   * @param t their times [B]
   * @param s the times to go to [B]
   * @param rng the streams that {@link #step} would be given; (row i, position l) takes the l-th
   *     number of its row
   * @return masked places of x_t
   */
  Positions revealed(TokenBatch xt, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    double[] p = new double[xt.rows()];
    Arrays.setAll(p, i -> masking.revealed(t.at(i), s.at(i)));
    Positions masked = masking.maskedIn(xt);
    int[] yes =
        masked.draw(rng.named("unmask"), (place, u) -> u.bernoulli(p[masked.row(place)]) ? 1 : 0);
    return masked.where(place -> yes[place] == 1);
  }
}
