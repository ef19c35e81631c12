package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class UNetShapeTest {
  @Test
  void theDefaultFitsTheSize() {
    assertEquals(List.of(1, 2, 2), UNetShape.of(1, 28).multipliers());
    assertEquals(List.of(7), UNetShape.of(1, 28).attention());
    assertEquals(List.of(1, 2), UNetShape.of(3, 6).multipliers());
    assertEquals(List.of(1), UNetShape.of(1, 5).multipliers());
    assertEquals(List.of(8), UNetShape.of(3, 32).withBlocks(2).attention());
  }

  @Test
  void attentionGoesWithItsLevel() {
    UNetShape shape = UNetShape.of(1, 28).withAttention(14, 7);
    assertEquals(List.of(14), shape.withWidth(16, 1, 2).attention());
    assertEquals(List.of(14, 7), shape.withWidth(16, 1, 2, 4).attention());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    UNetShape shape = UNetShape.of(1, 28);
    refused("multiple of 8", () -> shape.withWidth(32, 1, 2, 2, 2));
    refused("multiple of 8", () -> shape.withWidth(20, 1, 2, 2));
    refused("28 down to 7", () -> shape.withAttention(9));
    refused("heads", () -> shape.withHeads(3));
    refused("multipliers", () -> shape.withWidth(32, 1, 0));
    refused("0 blocks", () -> shape.withBlocks(0));
    refused("-1 classes", () -> shape.withClasses(-1));
  }

  private static void refused(String part, Executable shape) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, shape);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
