package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DiffusionTransformerShapeTest {
  @Test
  void patchesFitTheSize() {
    assertEquals(4, DiffusionTransformerShape.of(1, 28).patch());
    assertEquals(2, DiffusionTransformerShape.of(1, 6).patch());
    assertEquals(1, DiffusionTransformerShape.of(1, 5).patch());
    DiffusionTransformerShape shape = DiffusionTransformerShape.of(1, 28);
    assertEquals(49, shape.length());
    assertThrows(IllegalArgumentException.class, () -> shape.withPatch(3));
    assertThrows(IllegalArgumentException.class, () -> shape.withWidth(30, 4));
    assertThrows(IllegalArgumentException.class, () -> shape.withLayers(0));
    assertThrows(IllegalArgumentException.class, () -> shape.withClasses(-1));
  }
}
