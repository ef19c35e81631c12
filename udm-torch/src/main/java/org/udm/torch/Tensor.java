package org.udm.torch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An array of numbers on a device, with the operations that networks need; gradients flow through
 * all of them.
 *
 * <p>Operations return new tensors (views share memory where the documentation says so) and follow
 * LibTorch's broadcasting: axes are matched from the last, and an axis of length 1 is repeated.
 * Negative axes count from the last. Only methods whose name ends in {@code InPlace} change a
 * tensor, and they return it. Memory belongs to the innermost open {@link TensorScope}.
 *
 * <pre>{@code
 * try (TensorScope scope = TensorScope.inference()) {
 *   double[] row = runtime.tensor(new float[] {0, 1, 2}, 1, 3).softmax(-1).doubles();
 *   scope.keep(...);
 * }
 * }</pre>
 */
public final class Tensor implements AutoCloseable {
  static {
    Native.load();
  }

  /** Bytes moved to or from a channel at once. */
  private static final int CHUNK = 1 << 24;

  private final org.bytedeco.pytorch.Tensor value;

  Tensor(org.bytedeco.pytorch.Tensor value) {
    this.value = value;
  }

  org.bytedeco.pytorch.Tensor value() {
    return value;
  }

  // ---- what it is ----

  /** Lengths of the axes; empty for a single number. */
  public long[] shape() {
    long[] shape = new long[axes()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = value.size(i);
    }
    return shape;
  }

  /** Number of axes. */
  public int axes() {
    return Math.toIntExact(value.dim());
  }

  /**
   * Length of one axis.
   *
   * @param axis in [-axes, axes)
   */
  public long size(int axis) {
    return value.size(axis);
  }

  /** Number of elements. */
  public long elements() {
    return value.numel();
  }

  /** Element type. */
  public DataType type() {
    return DataType.of(value.scalar_type());
  }

  /** Device of the memory. */
  public Device device() {
    return value.is_cuda()
        ? new Device(Device.Kind.CUDA, Math.max(0, value.device().index()))
        : Device.CPU;
  }

  /**
   * How often the memory was changed in place: two equal numbers mean that it did not change
   * between.
   */
  public long version() {
    return value._version();
  }

  /** Type, shape and device, without the values. */
  @Override
  public String toString() {
    return type() + Arrays.toString(shape()) + "@" + device();
  }

  // ---- ownership ----

  /**
   * Takes the memory out of the open scope: it lives until {@link #close} or the garbage collector
   * frees it.
   *
   * @return this
   */
  public Tensor retain() {
    value.retainReference();
    return this;
  }

  /** Frees the memory now, or this view of it; using the tensor afterwards is an error. */
  @Override
  public void close() {
    value.deallocate();
  }

  // ---- to and from Java ----

  /**
   * Copies an array to the processor's memory.
   *
   * @param data row-major values, as many as the shape holds
   * @param shape lengths of the axes
   * @return F32 tensor of that shape
   */
  public static Tensor of(float[] data, long... shape) {
    org.bytedeco.pytorch.Tensor host = host(DataType.F32, data.length, shape);
    if (data.length > 0) {
      new FloatPointer(host.data_ptr()).put(data);
    }
    return new Tensor(host);
  }

  /**
   * Copies an array to the processor's memory.
   *
   * @param data row-major values, as many as the shape holds
   * @param shape lengths of the axes
   * @return F64 tensor of that shape
   */
  public static Tensor of(double[] data, long... shape) {
    org.bytedeco.pytorch.Tensor host = host(DataType.F64, data.length, shape);
    if (data.length > 0) {
      new DoublePointer(host.data_ptr()).put(data);
    }
    return new Tensor(host);
  }

  /**
   * Copies an array to the processor's memory.
   *
   * @param data row-major values, as many as the shape holds
   * @param shape lengths of the axes
   * @return I32 tensor of that shape
   */
  public static Tensor of(int[] data, long... shape) {
    org.bytedeco.pytorch.Tensor host = host(DataType.I32, data.length, shape);
    if (data.length > 0) {
      new IntPointer(host.data_ptr()).put(data);
    }
    return new Tensor(host);
  }

  /**
   * Copies an array to the processor's memory.
   *
   * @param data row-major values, as many as the shape holds
   * @param shape lengths of the axes
   * @return I64 tensor of that shape
   */
  public static Tensor of(long[] data, long... shape) {
    org.bytedeco.pytorch.Tensor host = host(DataType.I64, data.length, shape);
    if (data.length > 0) {
      new LongPointer(host.data_ptr()).put(data);
    }
    return new Tensor(host);
  }

  /**
   * Copies an array to the processor's memory.
   *
   * @param data row-major truth values, as many as the shape holds
   * @param shape lengths of the axes
   * @return BOOL tensor of that shape
   */
  public static Tensor of(boolean[] data, long... shape) {
    org.bytedeco.pytorch.Tensor host = host(DataType.BOOL, data.length, shape);
    if (data.length > 0) {
      byte[] bytes = new byte[data.length];
      for (int i = 0; i < data.length; i++) {
        bytes[i] = (byte) (data[i] ? 1 : 0);
      }
      new BytePointer(host.data_ptr()).put(bytes);
    }
    return new Tensor(host);
  }

  private static org.bytedeco.pytorch.Tensor host(DataType type, int length, long[] shape) {
    long elements = 1;
    for (long axis : checked(shape)) {
      elements *= axis;
    }
    if (elements != length) {
      throw new IllegalArgumentException(
          "array of "
              + length
              + " values for shape "
              + Arrays.toString(shape)
              + " of "
              + elements
              + ": make them equal");
    }
    return torch.empty(shape, TorchRuntime.options(type, Device.CPU), new MemoryFormatOptional());
  }

  static long[] checked(long[] shape) {
    for (long axis : shape) {
      if (axis < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(shape) + ": every axis must be 0 or longer");
      }
    }
    return shape;
  }

  /** The values in row-major order, converted to float. */
  public float[] floats() {
    float[] data = new float[Math.toIntExact(elements())];
    if (data.length > 0) {
      try (Tensor host = hostCopy(DataType.F32)) {
        new FloatPointer(host.value.data_ptr()).get(data);
      }
    }
    return data;
  }

  /** The values in row-major order, converted to double. */
  public double[] doubles() {
    double[] data = new double[Math.toIntExact(elements())];
    if (data.length > 0) {
      try (Tensor host = hostCopy(DataType.F64)) {
        new DoublePointer(host.value.data_ptr()).get(data);
      }
    }
    return data;
  }

  /** The values in row-major order, converted to int. */
  public int[] ints() {
    int[] data = new int[Math.toIntExact(elements())];
    if (data.length > 0) {
      try (Tensor host = hostCopy(DataType.I32)) {
        new IntPointer(host.value.data_ptr()).get(data);
      }
    }
    return data;
  }

  /** The values in row-major order, converted to long. */
  public long[] longs() {
    long[] data = new long[Math.toIntExact(elements())];
    if (data.length > 0) {
      try (Tensor host = hostCopy(DataType.I64)) {
        new LongPointer(host.value.data_ptr()).get(data);
      }
    }
    return data;
  }

  /** The value of a tensor of one element; waits for the device. */
  public double item() {
    return value.item_double();
  }

  /**
   * Writes the values as little-endian bytes in row-major order.
   *
   * @param channel receives elements() * type().bytes() bytes
   */
  public void writeTo(WritableByteChannel channel) throws IOException {
    try (Tensor host = hostCopy(type())) {
      long bytes = host.elements() * host.type().bytes();
      for (long at = 0; at < bytes; at += CHUNK) {
        ByteBuffer chunk = host.bytes(at, Math.min(CHUNK, bytes - at));
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
      }
    }
  }

  /**
   * Replaces the values by those that {@link #writeTo} wrote for the same shape and type.
   *
   * @param channel gives elements() * type().bytes() bytes
   * @return this
   */
  @SuppressWarnings("try") // The scope frees what is made here; nothing is kept.
  public Tensor readInPlace(ReadableByteChannel channel) throws IOException {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor host = new Tensor(torch.empty_like(detach().value)).to(Device.CPU).contiguous();
      long bytes = host.elements() * host.type().bytes();
      for (long at = 0; at < bytes; at += CHUNK) {
        ByteBuffer chunk = host.bytes(at, Math.min(CHUNK, bytes - at));
        while (chunk.hasRemaining()) {
          if (channel.read(chunk) < 0) {
            throw new EOFException(
                "tensor of "
                    + bytes
                    + " bytes: the channel ended "
                    + chunk.remaining()
                    + " bytes too early");
          }
        }
      }
      detach().copyInPlace(host);
      return this;
    }
  }

  private ByteBuffer bytes(long from, long count) {
    return new BytePointer(value.data_ptr()).position(from).limit(from + count).asByteBuffer();
  }

  /** A contiguous copy on the processor that no gradient flows through, owned by the caller. */
  private Tensor hostCopy(DataType type) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor host = detach().to(Device.CPU).to(type).contiguous();
      return scope.keep(host);
    }
  }

  // ---- shape ----

  /**
   * The same values in another shape, a view where possible; one axis may be -1 and is then
   * inferred.
   *
   * @param shape lengths of the new axes; one may be -1, which is computed
   */
  public Tensor reshape(long... shape) {
    return new Tensor(value.reshape(shape));
  }

  /**
   * A view in another shape; one axis may be -1 and is then inferred. Fails where only a copy would
   * do.
   *
   * @param shape lengths of the new axes; one may be -1, which is computed
   */
  public Tensor view(long... shape) {
    return new Tensor(value.view(shape));
  }

  /** A view with two axes exchanged. */
  public Tensor transpose(int first, int second) {
    return new Tensor(value.transpose(first, second));
  }

  /**
   * A view with the axes in another order: axis i of the result is axis {@code order[i]} of this.
   *
   * @param order the old axis that each new one is, all axes once
   */
  public Tensor permute(long... order) {
    return new Tensor(value.permute(order));
  }

  /**
   * A view with axes of length 1 repeated; -1 leaves an axis as it is.
   *
   * @param shape lengths of the axes, equal to the old ones except where those are 1
   */
  public Tensor expand(long... shape) {
    return new Tensor(value.expand(shape));
  }

  /** A view with an axis of length 1 inserted. */
  public Tensor unsqueeze(int axis) {
    return new Tensor(value.unsqueeze(axis));
  }

  /** The same values in row-major memory, this one's where it is so already. */
  public Tensor contiguous() {
    return new Tensor(value.contiguous());
  }

  /**
   * A view of a range of one axis.
   *
   * @param axis in [-axes, axes)
   * @param start first index
   * @param length of the range
   */
  public Tensor narrow(int axis, long start, long length) {
    return new Tensor(value.narrow(axis, start, length));
  }

  /** A view of one index of an axis, without that axis. */
  public Tensor select(int axis, long index) {
    return new Tensor(value.select(axis, index));
  }

  /**
   * The rows of an axis named by an index list.
   *
   * @param axis in [-axes, axes)
   * @param index I32 or I64 [N], each in [0, size(axis))
   * @return a copy, whose axis has length N
   */
  public Tensor indexSelect(int axis, Tensor index) {
    return new Tensor(value.index_select(axis, index.value));
  }

  /**
   * One element per position along an axis: {@code result[i][j] = this[i][index[i][j]]} for axis 1
   * of 2.
   *
   * @param axis in [-axes, axes)
   * @param index I64, as many axes as this
   * @return of the shape of index
   */
  public Tensor gather(int axis, Tensor index) {
    return new Tensor(value.gather(axis, index.value));
  }

  /**
   * The inverse of {@link #gather} by a permutation: {@code result[i][index[i][j]] = source[i][j]}
   * for axis 1 of 2.
   *
   * @param axis in [-axes, axes)
   * @param index I64, of the shape of source
   * @param source values, of the type of this
   * @return of the shape of this
   */
  public Tensor scatter(int axis, Tensor index, Tensor source) {
    return new Tensor(torch.scatter(value, axis, index.value, source.value));
  }

  /**
   * The elements where a mask is true, in row-major order.
   *
   * @param mask BOOL, of the shape of this
   * @return [count of true]
   */
  public Tensor maskedSelect(Tensor mask) {
    return new Tensor(value.masked_select(mask.value));
  }

  /**
   * This, with one value where a mask is true.
   *
   * @param mask BOOL, broadcast to the shape of this
   * @param replacement of the masked elements
   */
  public Tensor maskedFill(Tensor mask, double replacement) {
    return new Tensor(value.masked_fill(mask.value, new Scalar(replacement)));
  }

  /**
   * Joins tensors along an axis.
   *
   * @param axis in [-axes, axes)
   * @param parts equal in all other axes
   */
  public static Tensor cat(int axis, Tensor... parts) {
    org.bytedeco.pytorch.Tensor[] values = new org.bytedeco.pytorch.Tensor[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = parts[i].value;
    }
    return new Tensor(torch.cat(new TensorVector(values), axis));
  }

  /**
   * Cuts into views along an axis.
   *
   * @param axis in [-axes, axes)
   * @param lengths of the parts, their sum is the length of the axis
   */
  public Tensor[] split(int axis, long... lengths) {
    return unpack(torch.split(value, lengths, axis));
  }

  /**
   * Cuts into equal views along an axis; the last one is shorter where the length does not divide.
   *
   * @param axis in [-axes, axes)
   * @param parts number of views
   */
  public Tensor[] chunk(int axis, int parts) {
    return unpack(value.chunk(parts, axis));
  }

  private static Tensor[] unpack(TensorVector vector) {
    Tensor[] parts = new Tensor[Math.toIntExact(vector.size())];
    for (int i = 0; i < parts.length; i++) {
      // The vector owns its elements: a handle of our own keeps the part alive when the vector
      // goes.
      parts[i] = new Tensor(new org.bytedeco.pytorch.Tensor(vector.get(i)));
    }
    vector.close();
    return parts;
  }

  // ---- element by element ----

  /** this + other. */
  public Tensor add(Tensor other) {
    return new Tensor(value.add(other.value));
  }

  /** this + scalar. */
  public Tensor add(double scalar) {
    return new Tensor(value.add(new Scalar(scalar)));
  }

  /** this - other. */
  public Tensor subtract(Tensor other) {
    return new Tensor(value.sub(other.value));
  }

  /** this - scalar. */
  public Tensor subtract(double scalar) {
    return new Tensor(value.sub(new Scalar(scalar)));
  }

  /** this * other, element by element. */
  public Tensor multiply(Tensor other) {
    return new Tensor(value.mul(other.value));
  }

  /** this * scalar. */
  public Tensor multiply(double scalar) {
    return new Tensor(value.mul(new Scalar(scalar)));
  }

  /** this / other, element by element. */
  public Tensor divide(Tensor other) {
    return new Tensor(value.div(other.value));
  }

  /** this / scalar. */
  public Tensor divide(double scalar) {
    return new Tensor(value.div(new Scalar(scalar)));
  }

  /** this + first * second, in one pass. */
  public Tensor addProduct(Tensor first, Tensor second) {
    return new Tensor(value.addcmul(first.value, second.value));
  }

  /** -this. */
  public Tensor negate() {
    return new Tensor(value.neg());
  }

  /** exp(this). */
  public Tensor exp() {
    return new Tensor(value.exp());
  }

  /** Natural logarithm. */
  public Tensor log() {
    return new Tensor(value.log());
  }

  /** Square root. */
  public Tensor sqrt() {
    return new Tensor(value.sqrt());
  }

  /** 1 / sqrt(this). */
  public Tensor rsqrt() {
    return new Tensor(value.rsqrt());
  }

  /** this to a constant power. */
  public Tensor pow(double exponent) {
    return new Tensor(value.pow(new Scalar(exponent)));
  }

  /** Hyperbolic tangent. */
  public Tensor tanh() {
    return new Tensor(value.tanh());
  }

  /** Sine. */
  public Tensor sin() {
    return new Tensor(value.sin());
  }

  /** Cosine. */
  public Tensor cos() {
    return new Tensor(value.cos());
  }

  /** Gaussian error linear unit x Phi(x), exact (Hendrycks and Gimpel, 2016). */
  public Tensor gelu() {
    return new Tensor(torch.gelu(value));
  }

  /** Sigmoid linear unit x / (1 + exp(-x)). */
  public Tensor silu() {
    return new Tensor(torch.silu(value));
  }

  /** BOOL: this &lt; scalar. */
  public Tensor less(double scalar) {
    return new Tensor(value.lt(new Scalar(scalar)));
  }

  /** BOOL: this &gt; scalar. */
  public Tensor greater(double scalar) {
    return new Tensor(value.gt(new Scalar(scalar)));
  }

  /** BOOL: this &gt;= scalar. */
  public Tensor greaterOrEqual(double scalar) {
    return new Tensor(value.ge(new Scalar(scalar)));
  }

  /** BOOL: this &gt;= other. */
  public Tensor greaterOrEqual(Tensor other) {
    return new Tensor(value.ge(other.value));
  }

  /** BOOL: this == scalar. */
  public Tensor equal(double scalar) {
    return new Tensor(value.eq(new Scalar(scalar)));
  }

  // ---- along an axis ----

  /** Sum of all elements, a single number. */
  public Tensor sum() {
    return new Tensor(value.sum());
  }

  /** Sum along an axis, which disappears. */
  public Tensor sum(int axis) {
    return new Tensor(value.sum((long) axis));
  }

  /** Mean of all elements, a single number. */
  public Tensor mean() {
    return new Tensor(value.mean());
  }

  /** Mean along an axis, which disappears. */
  public Tensor mean(int axis) {
    return new Tensor(value.mean((long) axis));
  }

  /** Largest element along an axis, which disappears. */
  public Tensor max(int axis) {
    return new Tensor(value.amax(new long[] {axis}, false));
  }

  /** I64: index of the largest element along an axis, which disappears. */
  public Tensor argmax(int axis) {
    return new Tensor(new org.bytedeco.pytorch.Tensor(value.max(axis).get1()));
  }

  /** The last two axes with everything above the diagonal set to 0 or false. */
  public Tensor lowerTriangle() {
    return new Tensor(torch.tril(value));
  }

  /** Euclidean norm over all elements, a single number. */
  public Tensor norm() {
    return new Tensor(value.norm());
  }

  /** Running sum along an axis, computed in F64. */
  public Tensor cumulativeSum(int axis) {
    return new Tensor(value.cumsum(axis, new ScalarTypeOptional(DataType.F64.scalar())));
  }

  /** exp(this) / sum of exp(this) along an axis. */
  public Tensor softmax(int axis) {
    return new Tensor(value.softmax(axis));
  }

  /** I64: the order that sorts an axis downwards; equal elements keep their order. */
  public Tensor argsortDescending(int axis) {
    return new Tensor(value.argsort(true, axis, true));
  }

  /**
   * For each query the count of sorted values that are &lt;= the query.
   *
   * @param queries [N, K], of the type of this
   * @return I64 [N, K]; this is [N, V], rising along the last axis
   */
  public Tensor countLessOrEqual(Tensor queries) {
    return new Tensor(
        torch.searchsorted(
            value,
            queries.value,
            false,
            true,
            new org.bytedeco.pytorch.StringViewOptional(),
            new TensorOptional()));
  }

  // ---- networks ----

  /** Matrix product over the last two axes, the others are broadcast. */
  public Tensor matmul(Tensor other) {
    return new Tensor(value.matmul(other.value));
  }

  /**
   * this W^T.
   *
   * @param weight [out, in]; this is [..., in]
   * @return [..., out]
   */
  public Tensor linear(Tensor weight) {
    return new Tensor(torch.linear(value, weight.value));
  }

  /**
   * this W^T + b.
   *
   * @param weight [out, in]; this is [..., in]
   * @param bias [out]
   * @return [..., out]
   */
  public Tensor linear(Tensor weight, Tensor bias) {
    return new Tensor(torch.linear(value, weight.value, new TensorOptional(bias.value)));
  }

  /**
   * Rows of a table.
   *
   * @param ids I32 or I64 [...], each in [0, V); this is the table [V, D]
   * @return [..., D]
   */
  public Tensor embedding(Tensor ids) {
    return new Tensor(torch.embedding(value, ids.value));
  }

  /**
   * Cross-entropy per row, {@code log sum_v exp(this[n, v]) - this[n, targets[n]]}, in nats,
   * without a reduction.
   *
   * @param targets I32 or I64 [N], each in [0, V); this holds the logits [N, V]
   * @return [N]
   */
  public Tensor crossEntropy(Tensor targets) {
    // Reduction 0 is none; -100 is LibTorch's ignored target, outside [0, V).
    return new Tensor(
        torch.cross_entropy_loss(
            value, targets.to(DataType.I64).value, new TensorOptional(), 0, -100, 0.0));
  }

  /**
   * (x - mean) / sqrt(variance + epsilon) over the last axis.
   *
   * @param epsilon positive
   */
  public Tensor layerNorm(double epsilon) {
    return layerNorm(new TensorOptional(), new TensorOptional(), epsilon);
  }

  /**
   * gain (x - mean) / sqrt(variance + epsilon) over the last axis.
   *
   * @param gain [D]; this is [..., D]
   * @param epsilon positive
   */
  public Tensor layerNorm(Tensor gain, double epsilon) {
    return layerNorm(new TensorOptional(gain.value), new TensorOptional(), epsilon);
  }

  /**
   * gain (x - mean) / sqrt(variance + epsilon) + bias over the last axis.
   *
   * @param gain [D]; this is [..., D]
   * @param bias [D]
   * @param epsilon positive
   */
  public Tensor layerNorm(Tensor gain, Tensor bias, double epsilon) {
    return layerNorm(new TensorOptional(gain.value), new TensorOptional(bias.value), epsilon);
  }

  private Tensor layerNorm(TensorOptional gain, TensorOptional bias, double epsilon) {
    return new Tensor(torch.layer_norm(value, new long[] {size(-1)}, gain, bias, epsilon, true));
  }

  /**
   * gain x / sqrt(mean(x^2) + epsilon) over the last axis.
   *
   * @param gain [D]; this is [..., D]
   * @param epsilon positive
   */
  public Tensor rmsNorm(Tensor gain, double epsilon) {
    return new Tensor(
        torch.rms_norm(
            value,
            new long[] {size(-1)},
            new TensorOptional(gain.value),
            new DoubleOptional(epsilon)));
  }

  /**
   * softmax(Q K^T / sqrt(d)) V, this being Q [B, H, L, d].
   *
   * @param key [B, H, L, d]
   * @param values V [B, H, L, d]
   * @param order what a position may look at
   * @return [B, H, L, d]
   */
  public Tensor attention(Tensor key, Tensor values, AttentionOrder order) {
    return attention(key, values, new TensorOptional(), order == AttentionOrder.CAUSAL);
  }

  /**
   * softmax(Q K^T / sqrt(d) + log mask) V, this being Q [B, H, L, d].
   *
   * @param key [B, H, L, d]
   * @param values V [B, H, L, d]
   * @param mask BOOL, broadcast to [B, H, L, L], true where query (third axis) may look at key
   *     (last axis); at least one key per query
   * @return [B, H, L, d]
   */
  public Tensor attention(Tensor key, Tensor values, Tensor mask) {
    return attention(key, values, new TensorOptional(mask.value), false);
  }

  private Tensor attention(Tensor key, Tensor values, TensorOptional mask, boolean causal) {
    return new Tensor(
        torch.scaled_dot_product_attention(
            value, key.value, values.value, mask, 0.0, causal, new DoubleOptional(), false));
  }

  /**
   * Turns each pair (x[2i], x[2i+1]) of the last axis by an angle: (x + iy)(cos a + i sin a).
   *
   * @param turns F32 [..., d/2, 2] of (cos a, sin a), broadcast; this is F32 [..., d]
   * @return [..., d]
   */
  public Tensor rotatePairs(Tensor turns) {
    long[] shape = shape();
    long[] pairs = Arrays.copyOf(shape, shape.length + 1);
    pairs[shape.length - 1] = shape[shape.length - 1] / 2;
    pairs[shape.length] = 2;
    org.bytedeco.pytorch.Tensor numbers = torch.view_as_complex(value.view(pairs));
    return new Tensor(
        torch.view_as_real(numbers.mul(torch.view_as_complex(turns.value))).view(shape));
  }

  // ---- type, device, gradient ----

  /** This in another element type; the same tensor where it is that already. */
  public Tensor to(DataType type) {
    return value.scalar_type().value == type.scalar().value
        ? this
        : new Tensor(value.to(type.scalar()));
  }

  /**
   * This on another device; the same tensor where it is there already. A copy to a card is queued
   * behind what the card has to do, and is not waited for; a copy from a card is.
   */
  public Tensor to(Device target) {
    if (target.equals(device())) {
      return this;
    }
    org.bytedeco.pytorch.Device there = TorchRuntime.nativeDevice(target);
    if (value.is_cuda() || value.requires_grad()) {
      return new Tensor(value.to(there, value.scalar_type()));
    }
    // page-locked memory, which LibTorch keeps until the card has read it and then uses again
    return new Tensor(
        value.pin_memory().to(there, value.scalar_type(), true, false, new MemoryFormatOptional()));
  }

  /** The same memory, through which no gradient flows. */
  public Tensor detach() {
    return new Tensor(value.detach());
  }

  /** A copy in new memory. */
  public Tensor copy() {
    return new Tensor(torch.clone(value));
  }

  /**
   * A leaf of the gradient graph on this memory: {@link #backward} adds to {@code gradient} in
   * place.
   *
   * @param gradient of the shape, type and device of this, owned by the caller
   * @return a tensor that shares this memory
   */
  public Tensor leaf(Tensor gradient) {
    org.bytedeco.pytorch.Tensor leaf = value.detach().set_requires_grad(true);
    leaf.mutable_grad().put(gradient.value);
    return new Tensor(leaf);
  }

  /**
   * Adds the gradient of this single number to the gradients of all leaves that it was computed
   * from.
   */
  public void backward() {
    value.backward();
  }

  // ---- in place: outside gradients, for optimisers and state ----

  /** this = 0. */
  public Tensor zeroInPlace() {
    value.zero_();
    return this;
  }

  /** this = scalar. */
  public Tensor fillInPlace(double scalar) {
    value.fill_(new Scalar(scalar));
    return this;
  }

  /** this = other, converted to the type and device of this. */
  public Tensor copyInPlace(Tensor other) {
    value.copy_(other.value);
    return this;
  }

  /** this = this + other. */
  public Tensor addInPlace(Tensor other) {
    value.add_(other.value);
    return this;
  }

  /** this = this + scalar. */
  public Tensor addInPlace(double scalar) {
    value.add_(new Scalar(scalar));
    return this;
  }

  /** this = this * scalar. */
  public Tensor multiplyInPlace(double scalar) {
    value.mul_(new Scalar(scalar));
    return this;
  }

  /** this = this + weight (target - this). */
  public Tensor lerpInPlace(Tensor target, double weight) {
    value.lerp_(target.value, new Scalar(weight));
    return this;
  }

  /** this = this + scale first second, element by element. */
  public Tensor addProductInPlace(Tensor first, Tensor second, double scale) {
    value.addcmul_(first.value, second.value, new Scalar(scale));
    return this;
  }

  /** this = this + scale numerator / denominator, element by element. */
  public Tensor addQuotientInPlace(Tensor numerator, Tensor denominator, double scale) {
    value.addcdiv_(numerator.value, denominator.value, new Scalar(scale));
    return this;
  }

  /** this = sqrt(source). */
  public Tensor sqrtOfInPlace(Tensor source) {
    torch.sqrt_out(value, source.value);
    return this;
  }
}
