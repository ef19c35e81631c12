package org.udm.dl4j;

/** The program of a process in which MKL stands in for OpenBLAS: it prints why ND4J is refused. */
final class RefusedBesideMkl {
  private RefusedBesideMkl() {}

  /**
   * Tries to start ND4J.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    try {
      Nd4jRuntime.start();
    } catch (IllegalStateException refused) {
      System.out.println(refused.getMessage());
    }
  }
}
