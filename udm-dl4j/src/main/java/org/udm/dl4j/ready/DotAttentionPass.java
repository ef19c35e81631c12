package org.udm.dl4j.ready;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The passes of {@link DotAttentionVertex}, whose formulas are
 *
 * <pre>
 * da = dout^T k,   ds = a (da - sum over s of da a) / sqrt(D),   dq = k ds^T,   dk = q ds + dout a.
 * </pre>
 */
@SuppressWarnings("overrides") // the parent writes [] for its parent's dots
final class DotAttentionPass extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;
  private static final double OUT_OF_SIGHT = -1e9; // added to a score; exp of it is 0

  private transient INDArray mask; // of the keys [B, S], or null
  private transient INDArray attention; // a of the last pass [B, L, S]

  DotAttentionPass(ComputationGraph graph, String name, int index, DataType type) {
    super(graph, name, index, null, null, type);
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray queries = inputs[0].dup('c');
    INDArray keys = inputs[1].dup('c');
    INDArray scores = Nd4j.matmul(queries, keys, true, false, false).muli(scale());
    if (mask != null) {
      INDArray hidden = mask.rsub(1).muli(OUT_OF_SIGHT);
      scores = scores.add(hidden.reshape(mask.size(0), 1, mask.size(1)));
    }
    INDArray powers = Transforms.exp(scores.sub(scores.max(true, 2)), false);
    attention = powers.div(powers.sum(true, 2));
    INDArray out = Nd4j.matmul(keys, attention, false, true, false);
    return workspaces.dup(ArrayType.ACTIVATIONS, out);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    INDArray queries = inputs[0].dup('c');
    INDArray keys = inputs[1].dup('c');
    INDArray given = epsilon.dup('c');
    INDArray ofAttention = Nd4j.matmul(given, keys, true, false, false);
    INDArray ofScores =
        ofAttention.sub(ofAttention.mul(attention).sum(true, 2)).muli(attention).muli(scale());
    INDArray ofQueries = Nd4j.matmul(keys, ofScores, false, true, false);
    INDArray ofKeys =
        Nd4j.matmul(queries, ofScores, false, false, false)
            .add(Nd4j.matmul(given, attention, false, false, false));
    return new Pair<>(
        null,
        new INDArray[] {
          workspaces.dup(ArrayType.ACTIVATION_GRAD, ofQueries),
          workspaces.dup(ArrayType.ACTIVATION_GRAD, ofKeys)
        });
  }

  private double scale() {
    return 1 / Math.sqrt(inputs[0].size(1));
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    if (view != null) {
      throw new IllegalArgumentException("attention " + vertexName + " has no weights to learn");
    }
  }

  /** Keeps the mask of the keys; what comes out is masked as the queries are. */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int rows) {
    mask = masks == null || masks[1] == null ? null : masks[1].castTo(dataType);
    return masks == null ? null : new Pair<>(masks[0], state);
  }

  @Override
  public void clear() {
    super.clear();
    mask = null; // a pass without masks sets none
    attention = null;
  }

  @Override
  public String toString() {
    return "DotAttentionVertex(" + vertexName + ")";
  }
}
