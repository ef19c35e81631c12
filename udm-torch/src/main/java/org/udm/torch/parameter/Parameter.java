package org.udm.torch.parameter;

import java.util.List;

/**
 * One declared weight array of a {@link ParameterLayout}: the key by which a layer finds it in
 * {@link Weights}.
 *
 * @param index in the order of declaration
 * @param name unique in the layout, parts joined by dots, such as {@code
 *     block0.attention.qkv.weight}
 * @param shape lengths of the axes, each 1 or longer
 * @param initialization law of the initial values
 */
public record Parameter(int index, String name, List<Long> shape, Initialization initialization) {
  /** Copies the shape. */
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** Number of weights. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Whether this is a matrix (two axes or more), which weight decay applies to. */
  public boolean isMatrix() {
    return shape.size() >= 2;
  }

  /** The shape as an array. */
  public long[] axes() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
