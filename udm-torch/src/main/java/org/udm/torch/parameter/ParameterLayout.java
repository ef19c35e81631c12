package org.udm.torch.parameter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.udm.torch.Tensor;

/**
 * Where every weight array of a network lies in the flat tensor [P]: matrices first, then vectors,
 * each in the order of declaration, so that the weights that decay are one range.
 *
 * <pre>{@code
 * ParameterLayout.Builder layout = ParameterLayout.builder();
 * Linear head = Linear.of(layout.in("head"), 64, 10, Bias.NONE, Initialization.normal(0.02));
 * Parameters parameters = Parameters.of(layout.build(), runtime);
 * }</pre>
 */
public final class ParameterLayout {
  private final List<Parameter> parameters;
  private final long[] offsets;
  private final long size;
  private final long matrixSize;

  private ParameterLayout(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    this.offsets = new long[parameters.size()];
    long at = 0;
    for (Parameter parameter : parameters) {
      if (parameter.isMatrix()) {
        offsets[parameter.index()] = at;
        at = Math.addExact(at, parameter.elements());
      }
    }
    this.matrixSize = at;
    for (Parameter parameter : parameters) {
      if (!parameter.isMatrix()) {
        offsets[parameter.index()] = at;
        at = Math.addExact(at, parameter.elements());
      }
    }
    this.size = at;
  }

  /** A builder that layers declare their parameters into. */
  public static Builder builder() {
    return new Builder("", new ArrayList<>(), new HashSet<>());
  }

  /** The parameters in the order of declaration. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** P, the number of weights. */
  public long size() {
    return size;
  }

  /** Number of weights in matrices, the first ones of the flat tensor. */
  public long matrixSize() {
    return matrixSize;
  }

  /**
   * First index of a parameter in the flat tensor.
   *
   * @param parameter of this layout
   */
  public long offset(Parameter parameter) {
    if (parameter.index() >= parameters.size() || parameters.get(parameter.index()) != parameter) {
      throw new IllegalArgumentException(
          "parameter '"
              + parameter.name()
              + "' is of another layout: build its layer with the builder of this one");
    }
    return offsets[parameter.index()];
  }

  /**
   * Returns the weights one by one, as views of the flat tensor, by the names under which a
   * checkpoint holds them.
   *
   * @param prefix what stands before each name, such as {@code weights.}
   * @param flat F32 [P]
   * @return views by name, in the order of declaration
   */
  public Map<String, Tensor> named(String prefix, Tensor flat) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (Parameter p : parameters) {
      named.put(prefix + p.name(), flat.narrow(0, offset(p), p.elements()).view(p.axes()));
    }
    return named;
  }

  /** Collects declarations; builders for parts of a network share one layout. */
  public static final class Builder {
    private final String prefix;
    private final List<Parameter> declared;
    private final Set<String> names;

    private Builder(String prefix, List<Parameter> declared, Set<String> names) {
      this.prefix = prefix;
      this.declared = declared;
      this.names = names;
    }

    /**
     * The builder of a part of the network: its names begin with that of the part.
     *
     * @param part name without dots at its ends, such as {@code block0}
     */
    public Builder in(String part) {
      return new Builder(prefix + part + ".", declared, names);
    }

    /**
     * Declares a weight array.
     *
     * @param name within this part, such as {@code weight}
     * @param initialization law of the initial values
     * @param shape lengths of the axes, each 1 or longer
     * @return the key to find it by
     */
    public Parameter declare(String name, Initialization initialization, long... shape) {
      String full = prefix + name;
      List<Long> axes = new ArrayList<>();
      for (long axis : shape) {
        if (axis < 1) {
          throw new IllegalArgumentException(
              "parameter '"
                  + full
                  + "' has an axis of length "
                  + axis
                  + ": every axis must be 1 or longer");
        }
        axes.add(axis);
      }
      if (!names.add(full)) {
        throw new IllegalArgumentException(
            "parameter '" + full + "' is declared twice: give each part its own name with in(...)");
      }
      Parameter parameter = new Parameter(declared.size(), full, axes, initialization);
      declared.add(parameter);
      return parameter;
    }

    /** The layout of all that was declared so far. */
    public ParameterLayout build() {
      return new ParameterLayout(declared);
    }
  }
}
