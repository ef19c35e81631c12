package org.udm.torch.parameter;

import org.udm.torch.DataType;
import org.udm.torch.Device;
import org.udm.torch.Precision;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;

/**
 * All weights of a network being trained, in one flat F32 tensor [P], with one flat gradient [P]
 * beside it.
 *
 * <p>Layers see views of the flat tensors ({@link #weights}), so that clipping, the optimiser,
 * averages and checkpoints are a handful of operations whatever the network. With {@link
 * Precision#BF16} the views for matrix products are of a rounded copy, made once per change of the
 * weights; their gradients arrive in bfloat16 and {@link #backward} adds them to the F32 gradient,
 * so that accumulation over micro-batches happens in F32.
 *
 * <pre>{@code
 * try (TensorScope scope = TensorScope.open()) {
 *   Tensor loss = network.loss(parameters.weights(), batch);
 *   parameters.zeroGradient();
 *   parameters.backward(loss);
 *   optimizer.step(parameters, rate);
 * }
 * }</pre>
 */
public final class Parameters implements AutoCloseable {
  private static final long PIECE = 1 << 20; // of a gradient, 4 MiB in F32

  private final TorchRuntime runtime;
  private final ParameterLayout layout;
  private final Tensor values;
  private final Tensor gradient;
  private final Tensor rounded;
  private final Tensor roundedGradient;
  private final Weights weights;
  private long roundedVersion = -1;

  private Parameters(TorchRuntime runtime, ParameterLayout layout, Tensor values) {
    this.runtime = runtime;
    this.layout = layout;
    this.values = values;
    this.gradient = runtime.zeros(DataType.F32, layout.size()).retain();
    boolean rounds = runtime.precision() == Precision.BF16;
    this.rounded = rounds ? runtime.zeros(DataType.BF16, layout.size()).retain() : null;
    this.roundedGradient = rounds ? runtime.zeros(DataType.BF16, layout.size()).retain() : null;
    this.weights = Weights.leaves(runtime, layout, values, gradient, rounded, roundedGradient);
  }

  /**
   * Allocates the weights of a layout and draws their initial values from the runtime's seed.
   *
   * @param layout names, shapes and laws
   * @param runtime device, precision and seed
   */
  @SuppressWarnings("try") // The scopes free the drawn arrays; what lives on is retained.
  public static Parameters of(ParameterLayout layout, TorchRuntime runtime) {
    if (layout.size() == 0) {
      throw new IllegalArgumentException(
          "layout without parameters: declare at least one layer in its builder");
    }
    try (TensorScope scope = TensorScope.inference()) {
      Tensor values = runtime.zeros(DataType.F32, layout.size()).retain();
      for (Parameter parameter : layout.parameters()) {
        float[] drawn = InitialValues.draw(parameter, runtime.seed());
        try (TensorScope one = TensorScope.inference()) {
          values
              .narrow(0, layout.offset(parameter), parameter.elements())
              .copyInPlace(runtime.tensor(drawn, drawn.length));
        }
      }
      return new Parameters(runtime, layout, values);
    }
  }

  /** The engine that the weights live on. */
  public TorchRuntime runtime() {
    return runtime;
  }

  /** Names, shapes and places of the weights. */
  public ParameterLayout layout() {
    return layout;
  }

  /** All weights, F32 [P]; change them in an inference scope only. */
  public Tensor values() {
    return values;
  }

  /** The gradient gathered since {@link #zeroGradient}, F32 [P]. */
  public Tensor gradient() {
    return gradient;
  }

  /**
   * The weights as layers read them, with gradients into {@link #gradient}; call it for every
   * forward pass.
   *
   * @return views of the present values
   */
  public Weights weights() {
    if (rounded != null && roundedVersion != values.version()) {
      rounded.copyInPlace(values);
      roundedVersion = values.version();
    }
    return weights;
  }

  /** Sets the gradient to zero, at the start of a step. */
  public void zeroGradient() {
    gradient.zeroInPlace();
  }

  /**
   * Adds the gradient of a loss to {@link #gradient}. Over several micro-batches call it once for
   * each, with losses that are already divided so that their sum is the loss of the whole batch.
   *
   * @param loss a single number computed from {@link #weights}
   */
  public void backward(Tensor loss) {
    if (rounded == null) {
      loss.backward();
    } else {
      roundedGradient.zeroInPlace();
      loss.backward();
      addRounded();
    }
  }

  /** In pieces on a processor: of what it adds, LibTorch makes a copy in F32 there. */
  private void addRounded() {
    long piece = runtime.device().kind() == Device.Kind.CPU ? PIECE : layout.size();
    for (long from = 0; from < layout.size(); from += piece) {
      long count = Math.min(piece, layout.size() - from);
      gradient.narrow(0, from, count).addInPlace(roundedGradient.narrow(0, from, count));
    }
  }

  /** Frees the weights and their gradients. */
  @Override
  public void close() {
    weights.close(); // their views would keep the memory
    values.close();
    gradient.close();
    if (rounded != null) {
      rounded.close();
      roundedGradient.close();
    }
  }
}
