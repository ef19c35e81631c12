package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PatchedTest {
  @Test
  void imagesAreLargerByTheSideOfAPatch() {
    FloatNetwork network = Patched.of(UNet.of(UNetShape.of(12, 4).withWidth(8, 1)), 2);
    assertArrayEquals(new int[] {3, 8, 8}, network.shape());
  }

  @Test
  void networksOfAnotherShapeAreRefused() {
    for (FloatNetwork inner :
        new FloatNetwork[] {
          UNet.of(UNetShape.of(3, 4).withWidth(8, 1)), PointMlp.of(PointMlpShape.of(4))
        }) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Patched.of(inner, 2)).getMessage();
      assertEquals("must take [C 4, H, W], side at least 1", message.split(": it ")[1]);
    }
  }
}
