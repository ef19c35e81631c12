package org.udm.torch.parameter;

import org.udm.torch.DataType;
import org.udm.torch.Precision;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;

/**
 * The weights that a forward pass reads: views of a flat tensor by {@link Parameter}. Layers hold
 * no weights, so the same network runs with the trained weights, their moving average, or those of
 * a checkpoint.
 */
public final class Weights implements AutoCloseable {
  private final TorchRuntime runtime;
  private final ParameterLayout layout;
  private final Tensor[] exact;
  private final Tensor[] product;

  private Weights(TorchRuntime runtime, ParameterLayout layout, Tensor[] exact, Tensor[] product) {
    this.runtime = runtime;
    this.layout = layout;
    this.exact = exact;
    this.product = product;
  }

  /**
   * Views for evaluation and sampling, through which no gradient flows: they follow changes of the
   * flat tensor, with {@link Precision#BF16} in part. They belong to the open scope.
   *
   * @param runtime whose precision decides the type of products
   * @param layout of the flat tensor
   * @param flat F32 [P] on the runtime's device; with {@link Precision#BF16} its present values are
   *     rounded into a copy
   */
  public static Weights of(TorchRuntime runtime, ParameterLayout layout, Tensor flat) {
    if (flat.elements() != layout.size()) {
      throw new IllegalArgumentException(
          "flat tensor of "
              + flat.elements()
              + " weights for a layout of "
              + layout.size()
              + ": use the layout's own");
    }
    Tensor[] exact = views(layout, flat);
    Tensor[] product =
        runtime.precision() == Precision.FP32 ? exact : views(layout, flat.to(DataType.BF16));
    return new Weights(runtime, layout, exact, product);
  }

  /**
   * The present values in memory of their own, for evaluation and sampling while training goes on.
   *
   * @param runtime whose precision decides the type of products
   * @param layout of the flat tensor
   * @param flat F32 [P] on the runtime's device
   * @return weights that the caller closes
   */
  @SuppressWarnings("try") // The scope frees the flat copies; the views keep their memory.
  public static Weights copyOf(TorchRuntime runtime, ParameterLayout layout, Tensor flat) {
    try (TensorScope scope = TensorScope.inference()) {
      Weights copy = of(runtime, layout, flat.copy());
      for (Tensor view : copy.exact) {
        view.retain();
      }
      if (copy.product != copy.exact) {
        for (Tensor view : copy.product) {
          view.retain();
        }
      }
      return copy;
    }
  }

  /**
   * Leaves of the gradient graph: the memory of {@code flat} and {@code rounded}, gradients into
   * the other two.
   */
  static Weights leaves(
      TorchRuntime runtime,
      ParameterLayout layout,
      Tensor flat,
      Tensor gradient,
      Tensor rounded,
      Tensor roundedGradient) {
    Tensor[] exact = leaves(views(layout, flat), views(layout, gradient));
    Tensor[] product =
        rounded == null ? exact : leaves(views(layout, rounded), views(layout, roundedGradient));
    return new Weights(runtime, layout, exact, product);
  }

  /** The engine that the weights live on. */
  public TorchRuntime runtime() {
    return runtime;
  }

  /**
   * A parameter in F32: for sums, norms and tables.
   *
   * @param parameter of this layout
   * @return of the parameter's shape
   */
  public Tensor exact(Parameter parameter) {
    layout.offset(parameter);
    return exact[parameter.index()];
  }

  /**
   * A parameter in the type of matrix products: F32, or BF16 with {@link Precision#BF16}.
   *
   * @param parameter of this layout
   * @return of the parameter's shape
   */
  public Tensor product(Parameter parameter) {
    layout.offset(parameter);
    return product[parameter.index()];
  }

  /** Frees the views, and with them the memory of {@link #copyOf}. */
  @Override
  public void close() {
    for (int i = 0; i < exact.length; i++) {
      exact[i].close();
      product[i].close();
    }
  }

  static Tensor[] views(ParameterLayout layout, Tensor flat) {
    return layout.parameters().stream()
        .map(p -> flat.narrow(0, layout.offset(p), p.elements()).view(p.axes()))
        .toArray(Tensor[]::new);
  }

  private static Tensor[] leaves(Tensor[] values, Tensor[] gradients) {
    Tensor[] leaves = new Tensor[values.length];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = values[i].leaf(gradients[i]).retain();
    }
    return leaves;
  }
}
