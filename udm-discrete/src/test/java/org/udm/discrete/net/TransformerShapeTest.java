package org.udm.discrete.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.discrete.net.Nets.assertMessage;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.udm.discrete.net.TransformerShape.NormKind;
import org.udm.discrete.net.TransformerShape.PositionCode;
import org.udm.discrete.sample.TimeUse;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;

/** Sizes and options, and the weights that they lead to. */
class TransformerShapeTest {
  private static final TransformerShape SHAPE = TransformerShape.of(10, 8);

  @Test
  void sizesMustFit() {
    assertMessage("vocabulary 0", () -> TransformerShape.of(0, 8));
    assertMessage("length 0", () -> TransformerShape.of(10, 0));
    assertMessage("layers 0", () -> SHAPE.withLayers(0));
    assertMessage("width 0", () -> SHAPE.withWidth(0, 1));
    assertMessage("heads 0", () -> SHAPE.withWidth(8, 0));
    assertMessage("multiple of the heads", () -> SHAPE.withWidth(10, 4));
    assertMessage("multiple of the heads", () -> SHAPE.withWidth(4, 8));
    assertMessage("even", () -> SHAPE.withWidth(6, 2).withPositions(PositionCode.ROTARY));
    assertMessage("even", () -> SHAPE.withPositions(PositionCode.ROTARY).withWidth(6, 2));
    assertMessage("reading 9 ids and predicting 10", () -> SHAPE.withInputs(9));
    assertMessage("sources of up to 0 tokens with 3 ids", () -> SHAPE.withSource(3, 0));
    assertMessage("sources of up to 3 tokens with -1 ids", () -> SHAPE.withSource(-1, 3));
  }

  @Test
  void optionsOfTheLearnerMustFit() {
    LearnerOptions options = LearnerOptions.of(LearningRate.constant(1e-3));
    assertMessage("norm 0", () -> options.withClip(0));
    assertMessage("norm NaN", () -> options.withClip(Double.NaN));
    assertMessage("0 parts", () -> options.withParts(0));
    assertMessage("decay 1", () -> options.withAverage(1));
    assertMessage("decay -0.1", () -> options.withAverage(-0.1));
    assertEquals(
        new LearnerOptions(options.adamW(), options.rate(), 2, 3, 0.5),
        options.withAverage(0.5).withParts(3).withClip(2));
  }

  @Test
  void weightsByHand() {
    // D = 4, 2 blocks: tokens 11 D, positions 8 D, head 10 D, last norm D
    // a block: 12 D^2 and two norms D
    int plain = 11 * 4 + 8 * 4 + 10 * 4 + 4 + 2 * (12 * 16 + 2 * 4);
    TransformerShape small = SHAPE.withLayers(2).withWidth(4, 2);
    assertEquals(plain, Transformer.of(small).layout().size());
    assertEquals(
        plain - 8 * 4, Transformer.of(small.withPositions(PositionCode.ROTARY)).layout().size());
    assertEquals(plain, Transformer.of(small.withNorm(NormKind.RMS)).layout().size());
    // sources of 5 ids, up to 3 tokens: 6 D and 4 D
    assertEquals(plain + 10 * 4, Transformer.of(small.withSource(5, 3)).layout().size());
    // the time: 256 D + D and D^2 + D; a norm of a block is a map D -> 3 D with bias
    int timed = plain + 256 * 4 + 4 + 16 + 4 + 4 * (3 * 16 + 3 * 4 - 4);
    assertEquals(timed, Transformer.of(small.withTimeUse(TimeUse.SEES_TIME)).layout().size());
  }

  @Test
  @SuppressWarnings("try") // the scope frees the views
  void namesAreUniqueAndCoverEveryWeight() {
    Transformer network = Transformer.of(SHAPE.withLayers(2).withWidth(4, 2));
    try (TensorScope scope = TensorScope.inference()) {
      float[] flat = new float[(int) network.layout().size()];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = i;
      }
      Set<Float> seen = new java.util.HashSet<>();
      for (Tensor view :
          network.layout().named("w.", Nets.runtime().tensor(flat, flat.length)).values()) {
        for (float value : view.floats()) {
          assertTrue(seen.add(value));
        }
      }
      assertEquals(flat.length, seen.size());
    }
  }
}
