package org.udm.discrete.net;

import java.util.Arrays;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenHead;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Weights;
import org.udm.torch.sample.Categorical;

/** The head of a network over the hidden states of the open places, which Java memory keeps. */
final class HiddenHead implements TokenHead {
  private final Asked asked;
  private final Weights weights;
  private final DrawOptions options;
  private final Positions open; // [M]
  private final float[] hidden; // [M * D]
  private final Guidance guidance;
  private final float[] free; // of the same rows without their sources, or null

  private HiddenHead(
      Asked asked,
      Weights weights,
      DrawOptions options,
      Positions open,
      float[] hidden,
      Guidance guidance,
      float[] free) {
    this.asked = asked;
    this.weights = weights;
    this.options = options;
    this.open = open;
    this.hidden = hidden;
    this.guidance = guidance;
    this.free = free;
  }

  /**
   * The head over hidden states.
   *
   * @param options how tokens are drawn
   * @param open the places [M]
   * @param hidden their states [M * D]
   */
  static HiddenHead of(
      Asked asked, Weights weights, DrawOptions options, Positions open, float[] hidden) {
    return new HiddenHead(asked, weights, options, open, hidden, Guidance.none(), null);
  }

  /**
   * The same with guided draws.
   *
   * @param other how strongly sources guide
   * @param states those of the same rows without their sources [M * D]
   */
  HiddenHead guided(Guidance other, float[] states) {
    return new HiddenHead(asked, weights, options, open, hidden, other, states);
  }

  @Override
  @SuppressWarnings("try") // the scope frees the logits; only arrays leave it
  public double[] logProbAt(TokenBatch x0, Positions at) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor targets = asked.network().targets(weights, x0, at);
      return asked.possible(weights, logits(hidden, at)).crossEntropy(targets).negate().doubles();
    }
  }

  @Override
  public int vocabulary() {
    return asked.network().shape().vocabulary();
  }

  @Override
  @SuppressWarnings("try") // the scope frees the logits; only arrays leave it
  public double[][] logProbsAt(Positions at) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor logits = asked.possible(weights, logits(hidden, at)).to(DataType.F64);
      Tensor shifted = logits.subtract(logits.max(1).unsqueeze(1));
      double[] flat = shifted.subtract(shifted.exp().sum(1).log().unsqueeze(1)).doubles();
      double[][] logs = new double[at.size()][];
      Arrays.setAll(logs, k -> Arrays.copyOfRange(flat, k * vocabulary(), (k + 1) * vocabulary()));
      return logs;
    }
  }

  @Override
  @SuppressWarnings("try") // the scope frees the logits; only arrays leave it
  public int[] drawAt(Positions at, RandomStreams rng) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor logits = logits(hidden, at);
      if (free != null) {
        logits = guidance.of(logits, logits(free, at));
      }
      return Categorical.draw(
          Categorical.filter(
              asked.possible(weights, logits), options.temperature(), options.topP()),
          at.uniforms(rng));
    }
  }

  /** Logits at some of the open places, [N, V]. */
  private Tensor logits(float[] states, Positions at) {
    int width = asked.network().shape().width();
    float[] some = states;
    if (at.size() != open.size()) {
      some = new float[at.size() * width];
      int m = 0;
      for (int k = 0; k < at.size(); k++) {
        while (m < open.size()
            && (open.row(m) != at.row(k) || open.position(m) != at.position(k))) {
          m++; // both lists are in order
        }
        if (m == open.size()) {
          throw new IllegalArgumentException(
              "position %d of row %d was not predicted: ask about places that were, or predict all"
                  .formatted(at.position(k), at.row(k)));
        }
        System.arraycopy(states, m * width, some, k * width, width);
      }
    }
    return asked.network().logits(weights, weights.runtime().tensor(some, at.size(), width));
  }
}
