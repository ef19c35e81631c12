package org.udm.torch;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types of a {@link Tensor}. */
public enum DataType {
  /** 32-bit floating point. */
  F32(4, ScalarType.Float),
  /** 64-bit floating point. */
  F64(8, ScalarType.Double),
  /** bfloat16: the upper half of F32. */
  BF16(2, ScalarType.BFloat16),
  /** 64-bit signed integer. */
  I64(8, ScalarType.Long),
  /** 32-bit signed integer. */
  I32(4, ScalarType.Int),
  /** 8-bit unsigned integer. */
  U8(1, ScalarType.Byte),
  /** Truth value, one byte. */
  BOOL(1, ScalarType.Bool);

  private final int bytes;
  private final ScalarType scalar;

  DataType(int bytes, ScalarType scalar) {
    this.bytes = bytes;
    this.scalar = scalar;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  ScalarType scalar() {
    return scalar;
  }

  static DataType of(ScalarType scalar) {
    for (DataType type : values()) {
      if (type.scalar.value == scalar.value) {
        return type;
      }
    }
    throw new IllegalStateException("element type " + scalar.intern() + " has no DataType");
  }
}
