package org.udm.dl4j.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.CrossEntropy;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.sample.Positions;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Embedding;
import org.udm.torch.layer.Linear;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;
import org.udm.torch.train.LossLearner;

/**
 * The same network for tokens (embedding, masked attention, dense layer, softmax) with the same
 * weights says and learns the same on both engines, which run in one process here, with OpenBLAS.
 */
class TokensAgainstLibTorchTest {
  private static final int VOCABULARY = 3;
  private static final int MASK = VOCABULARY;
  private static final int WIDTH = 6;

  /** The layers of {@link Nets#attending}, for LibTorch, under a loss at masked places. */
  private record Layers(ParameterLayout layout, Embedding embedding, Linear hidden, Linear law)
      implements Loss<TokenBatch> {

    static Layers make() {
      ParameterLayout.Builder layout = ParameterLayout.builder();
      Initialization zeros = Initialization.ZEROS; // the other engine's weights come here
      Embedding embedding = Embedding.of(layout.in("embedding"), VOCABULARY + 1, WIDTH, zeros);
      Linear hidden = Linear.of(layout.in("hidden"), WIDTH, WIDTH, Bias.LEARNED, zeros);
      Linear law = Linear.of(layout.in("law"), WIDTH, VOCABULARY, Bias.LEARNED, zeros);
      return new Layers(layout.build(), embedding, hidden, law);
    }

    Tensor logits(Weights weights, TokenBatch xt, Positions at) {
      int length = xt.maxLength();
      boolean[] real = new boolean[xt.rows() * length];
      for (int i = 0; i < xt.rows(); i++) {
        // a softmax over nothing is not a number
        for (int l = 0; l < Math.max(1, xt.length(i)); l++) {
          real[i * length + l] = true;
        }
      }
      Tensor ids = weights.runtime().tensor(xt.padded(length, 0), xt.rows(), length);
      Tensor shown = weights.runtime().tensor(real, xt.rows(), 1, 1, length);
      Tensor e = embedding.forward(weights, ids);
      Tensor head = e.unsqueeze(1);
      Tensor h = e.add(head.attention(head, head, shown).select(1, 0));
      h = hidden.forward(weights, h).tanh();
      return law.forward(weights, Transformer.at(weights, h, at));
    }

    @Override
    public long units(TokenBatch x0) {
      return x0.tokens();
    }

    @Override
    public Part of(Weights weights, Example<TokenBatch> some, long unitsOfBatch) {
      Positions at = Positions.holding(some.xt(), MASK);
      int[] targets = at.tokensOf(some.x0());
      int[] lengths = IntStream.range(0, some.x0().rows()).map(some.x0()::length).toArray();
      return CrossEntropy.part(
          weights,
          logits(weights, some.xt(), at),
          weights.runtime().tensor(targets, targets.length),
          at,
          some,
          lengths,
          unitsOfBatch);
    }
  }

  private final Layers theirs = Layers.make();

  private static TokenLoss ours(ComputationGraph network) {
    return TokenLoss.atMasks(
        TokenGraph.of(network, VOCABULARY, VOCABULARY + 1, TokenInput.IDS, TimeInput.NONE), MASK);
  }

  /** Copies of Deeplearning4j's weights by LibTorch's names; maps are the transposed ones. */
  private static Map<String, INDArray> named(ComputationGraph network) {
    Map<String, INDArray> named = new LinkedHashMap<>();
    named.put("embedding.weight", network.getParam("embedding_W").dup());
    for (String layer : new String[] {"hidden", "law"}) {
      named.put(layer + ".weight", network.getParam(layer + "_W").transpose().dup());
      named.put(layer + ".bias", network.getParam(layer + "_b").dup());
    }
    return named;
  }

  @Test
  @SuppressWarnings("try") // the scope frees the tensors
  void theyPredictAlike() {
    ComputationGraph network = Nets.attending(VOCABULARY, VOCABULARY + 1, WIDTH, Twin.updater());
    TokenBatch xt = Nets.ragged().xt();
    Positions at = Positions.holding(xt, MASK);
    double[][] here =
        ours(network)
            .predictor(ours(network).network())
            .predict(xt, Nets.ragged().t())
            .logProbsAt(at);
    try (LossLearner<TokenBatch> learner = Twin.of(theirs, named(network));
        TensorScope scope = TensorScope.inference()) {
      double[] there =
          theirs.logits(learner.weights(), xt, at).to(DataType.F64).softmax(1).log().doubles();
      for (int k = 0; k < there.length; k++) {
        assertEquals(there[k], here[k / VOCABULARY][k % VOCABULARY], 1e-4);
      }
    }
  }

  @Test
  void theirGradientsOfTheWeightsAreAlike() {
    ComputationGraph network = Nets.attending(VOCABULARY, VOCABULARY + 1, WIDTH, new Sgd(1));
    Map<String, INDArray> before = named(network);
    GraphLearner.of(ours(network), GraphLearnerOptions.defaults().withClip(1e9))
        .step(Nets.ragged());
    try (LossLearner<TokenBatch> learner = Twin.of(theirs, before)) {
      Twin.assertSameGradient(Twin.gradient(learner, Nets.ragged()), before, named(network));
    }
  }

  @Test
  void theyLearnAlike() {
    ComputationGraph network = Nets.attending(VOCABULARY, VOCABULARY + 1, WIDTH, Twin.updater());
    Masking masking = Masking.of(VOCABULARY, PolynomialSchedule.linear());
    DataSource<TokenBatch> repeated = // a token, one to five times
        (step, rng) ->
            TokenBatch.of(
                IntStream.range(0, 32)
                    .mapToObj(i -> rng.row(i))
                    .map(
                        row -> {
                          int token = row.index(VOCABULARY);
                          return IntStream.range(0, 1 + row.index(5)).map(l -> token).toArray();
                        })
                    .toArray(int[][]::new));
    try (LossLearner<TokenBatch> learner = Twin.of(theirs, named(network))) {
      Twin.assertSameCurve(
          repeated,
          new Objective<>(masking, AntitheticTimes.from(1e-2), Weight.one()),
          learner,
          ours(network),
          150);
    }
  }
}
