package org.udm.discrete.net;

import java.util.Arrays;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.torch.DataType;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Weights;

/**
 * A length network with its weights.
 *
 * <pre>{@code
 * Prior<TokenBatch> prior = lengths.given(sources).prior(masking.mask()); // masks, lengths drawn
 * }</pre>
 */
public final class LengthPredictor implements AutoCloseable {
  private final LengthNetwork network;
  private final Weights weights;
  private final TokenBatch sources; // or null

  private LengthPredictor(LengthNetwork network, Weights weights, TokenBatch sources) {
    this.network = network;
    this.weights = weights;
    this.sources = sources;
  }

  /**
   * Returns the predictor of a network.
   *
   * @param network the network
   * @param weights its weights, which the predictor frees when it is closed
   * @return the predictor
   */
  public static LengthPredictor of(LengthNetwork network, Weights weights) {
    return new LengthPredictor(network, weights, null);
  }

  /**
   * Returns the same predictor for rows that are given sources. It shares the weights.
   *
   * @param others what each row is given [B]; empty rows for nothing
   * @return the predictor
   */
  public LengthPredictor given(TokenBatch others) {
    return new LengthPredictor(network, weights, others);
  }

  /**
   * Predicts the lengths of clean rows.
   *
   * @param xt corrupted rows [B], which may be empty
   * @param t one time per row [B]
   * @return what is believed about the lengths of x_0, for B rows
   * @throws IllegalArgumentException if the network cannot read a row or source
   */
  @SuppressWarnings("try") // the scope frees what the network made; only numbers leave it
  public LengthBelief predict(TokenBatch xt, Times t) {
    double[][] probabilities = new double[xt.rows()][];
    if (xt.rows() > 0) {
      try (TensorScope scope = TensorScope.inference()) {
        double[] flat =
            network.logits(weights, xt, t, sources).to(DataType.F64).softmax(1).doubles();
        int classes = network.longest() + 1;
        Arrays.setAll(probabilities, i -> Arrays.copyOfRange(flat, i * classes, (i + 1) * classes));
      }
    }
    return LengthBelief.of(probabilities);
  }

  /**
   * Returns the prior of rows of a single token whose lengths are drawn from what the sources alone
   * say: x_t is shown as empty, at t = 1, as it is in training where the corruption removes
   * everything.
   *
   * @param id the token, such as the mask
   * @return the prior, of as many rows as there are sources where there are any
   */
  public Prior<TokenBatch> prior(int id) {
    return (rows, rng) -> {
      TokenBatch nothing = TokenBatch.filled(rows, 0, 0);
      int[] lengths = predict(nothing, Times.all(rows, 1)).draw(rng);
      int[][] drawn = new int[rows][];
      Arrays.setAll(drawn, i -> TokenBatch.filled(1, lengths[i], id).row(0));
      return TokenBatch.of(drawn);
    };
  }

  /** Frees the weights; this predictor cannot be asked any more. */
  @Override
  public void close() {
    weights.close();
  }
}
