package org.udm.dl4j.net;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;

/**
 * The cross-entropy of whole rows under a network that writes token by token, {@code -log q(x_0 |
 * x_t)}, by teacher forcing.
 *
 * <p>A unit is a draw that makes a row: each token, and the end of a row where it is drawn. The
 * losses by row are means over the row's units, without the weights.
 */
public final class RowLoss implements GraphLoss<TokenBatch> {
  private final RowGraph graph;
  private final RowForm form;

  private RowLoss(RowGraph graph, RowForm form) {
    this.graph = graph;
    this.form = form;
  }

  /**
   * Returns the loss of a network.
   *
   * @param graph the network
   * @param form which rows x_0 it writes
   * @return the loss
   */
  public static RowLoss of(RowGraph graph, RowForm form) {
    return new RowLoss(graph, form);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param network the trained network, such as {@code learner.network()}
   * @return the predictor
   */
  public RowPredictor predictor(NetworkGraph network) {
    return RowPredictor.of(graph.with(network), form);
  }

  @Override
  public NetworkGraph network() {
    return graph.network();
  }

  @Override
  public GraphInputs inputs(Example<TokenBatch> example) {
    return graph.inputs(example.xt(), example.t(), example.x0());
  }

  @Override
  public long units(TokenBatch x0) {
    long units = 0;
    for (int i = 0; i < x0.rows(); i++) {
      units += form.units(x0.length(i), graph.longest());
    }
    return units;
  }

  @Override
  public Part of(INDArray said, Example<TokenBatch> example) {
    TokenBatch x0 = example.x0();
    RowQuestions questions = RowQuestions.of(graph, form, x0, example.xt());
    for (int i = 0; i < x0.rows(); i++) {
      if (questions.impossible()[i]) {
        throw new IllegalArgumentException(
            "clean row %d contradicts what is certain of it: train with the form of rows that fits the corruption"
                .formatted(i));
      }
    }
    return graph
        .laws(x0, said)
        .crossEntropy(
            questions.at(),
            questions.classes(),
            (place, c) -> form.isImpossible(c, graph.vocabulary()),
            example,
            questions.units(),
            units(x0));
  }
}
