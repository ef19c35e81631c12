package org.udm.dl4j.ready;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Attention without weights of its own, for a graph of Deeplearning4j: of queries q [B, D, L] to
 * keys k [B, D, S], which are the values, too,
 *
 * <pre>
 * a = softmax over s of q_l . k_s / sqrt(D),   out_l = sum over s of a_(l s) k_s,
 * </pre>
 *
 * <p>places that the mask of the keys leaves out having a = 0. Source: Luong, Pham and Manning,
 * "Effective approaches to attention-based neural machine translation", 2015, the score "dot";
 * Vaswani et al., "Attention is all you need", 2017, for the root.
 *
 * <p>Deeplearning4j's own AttentionVertex is not used, as its gradients are twice what they should
 * be in version 1.0.0-M2.1.
 *
 * <pre>{@code
 * graph.addVertex("attention", new DotAttentionVertex(), "queries", "keys");
 * }</pre>
 */
public final class DotAttentionVertex extends GraphVertex {
  private static final long serialVersionUID = 1L;

  /** Makes a vertex; it has no settings. */
  public DotAttentionVertex() {}

  @Override
  public DotAttentionVertex clone() {
    return new DotAttentionVertex();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DotAttentionVertex;
  }

  @Override
  public int hashCode() {
    return DotAttentionVertex.class.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray weights,
      boolean initialize,
      DataType type) {
    return new DotAttentionPass(graph, name, index, type);
  }

  @Override
  public InputType getOutputType(int layer, InputType... inputs) {
    if (inputs[0] instanceof InputType.InputTypeRecurrent queries
        && inputs[1] instanceof InputType.InputTypeRecurrent keys
        && queries.getSize() == keys.getSize()) {
      return queries;
    }
    throw new IllegalArgumentException(
        "attention of %s to %s: give two sequences of vectors of one width"
            .formatted(inputs[0], inputs[1]));
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(
            null, DotAttentionVertex.class, inputs[0], getOutputType(-1, inputs))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
