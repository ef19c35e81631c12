package org.udm.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** ND4J starts here, and what would end the process is refused before. */
class Nd4jRuntimeTest {

  @Test
  void itStarts() {
    Nd4jDescription described = Nd4jRuntime.describe();
    assertEquals("1.0.0-M2.1", described.version());
    assertEquals("CpuBackend", described.backend());
    assertEquals(0, described.gpus());
    assertTrue(described.threads() >= 1);
    assertEquals("", System.getProperty("org.bytedeco.openblas.load"), "LibTorch takes OpenBLAS");
  }

  @Test
  void besideMklItIsRefused() {
    assertTrue(Nd4jRuntime.refusal("mkl").contains("one engine per JVM"));
    assertTrue(Nd4jRuntime.refusal("MKL_rt").contains("one engine per JVM"));
    assertNull(Nd4jRuntime.refusal(null));
    assertNull(Nd4jRuntime.refusal(""));
  }

  @Test
  void spinningThreadsAreWarnedOf() {
    assertNull(Nd4jRuntime.advice("passive"));
    assertTrue(Nd4jRuntime.advice(null).contains("OMP_WAIT_POLICY is not set"));
    assertTrue(Nd4jRuntime.advice("ACTIVE").contains("PASSIVE before the JVM starts"));
  }
}
