package org.udm.torch;

import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;

/**
 * Owns the native memory of every tensor made on this thread while it is open, and frees it when it
 * closes.
 *
 * <pre>{@code
 * try (TensorScope scope = TensorScope.open()) {
 *   Tensor loss = network.loss(...);      // freed at the brace, with all that led to it
 *   kept = scope.keep(loss.detach());     // lives on in the scope around this one
 * }
 * }</pre>
 *
 * <p>Scopes nest and belong to the thread that opened them. A tensor made outside any scope is
 * freed by {@link Tensor#close} or by the garbage collector.
 */
public final class TensorScope implements AutoCloseable {
  static {
    Native.load();
  }

  private final PointerScope outer;
  private final PointerScope inner;
  private final boolean gradientsBefore;

  private TensorScope(boolean gradients) {
    this.outer = PointerScope.getInnerScope();
    this.inner = new PointerScope();
    this.gradientsBefore = GradMode.is_enabled();
    GradMode.set_enabled(gradients);
  }

  /** Opens a scope that records gradients if the scope around it does. */
  public static TensorScope open() {
    return new TensorScope(GradMode.is_enabled());
  }

  /**
   * Opens a scope in which no gradients are recorded: for sampling, evaluation and updates of the
   * weights.
   */
  public static TensorScope inference() {
    return new TensorScope(false);
  }

  /**
   * Opens a scope that records gradients whatever the scope around it does: for gradients that are
   * part of sampling.
   */
  public static TensorScope recording() {
    return new TensorScope(true);
  }

  /**
   * Runs {@code body} in a fresh scope that records gradients.
   *
   * @param body computes with tensors; a tensor that it returns must be kept in the scope given to
   *     it
   * @return what the body returns
   */
  public static <T> T run(Function<TensorScope, T> body) {
    try (TensorScope scope = open()) {
      return body.apply(scope);
    }
  }

  /**
   * Runs {@code body} in a fresh scope without gradients.
   *
   * @param body computes with tensors; a tensor that it returns must be kept in the scope given to
   *     it
   * @return what the body returns
   */
  public static <T> T infer(Function<TensorScope, T> body) {
    try (TensorScope scope = inference()) {
      return body.apply(scope);
    }
  }

  /**
   * Runs a part of a network and frees at once what it made, but for its result and for what
   * gradients need. The result belongs to the open scope, and gradients are recorded if that does.
   *
   * @param part computes with tensors
   * @return what the part returns
   */
  public static Tensor resultOf(Supplier<Tensor> part) {
    try (TensorScope scope = open()) {
      return scope.keep(part.get());
    }
  }

  /**
   * Moves a tensor to the scope around this one; if there is none, to the garbage collector.
   *
   * @param tensor made in this scope
   * @return the same tensor
   */
  public Tensor keep(Tensor tensor) {
    if (outer == null) {
      return tensor.retain();
    }
    outer.attach(tensor.value());
    return tensor;
  }

  /** Frees what was made since the scope opened and was not kept. */
  @Override
  public void close() {
    GradMode.set_enabled(gradientsBefore);
    inner.close();
  }
}
