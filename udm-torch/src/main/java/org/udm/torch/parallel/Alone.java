package org.udm.torch.parallel;

import org.udm.torch.Tensor;

/** One process, whose sums are what it put in. */
record Alone() implements Peers {
  @Override
  public int rank() {
    return 0;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public void sum(Tensor... values) {
    // they are the sums
  }

  @Override
  public double[] sum(double... values) {
    return values;
  }

  @Override
  public void copyFirst(Tensor values) {
    // it is that of process 0
  }

  @Override
  public int[][] gather(int... own) {
    return new int[][] {own};
  }

  @Override
  public void requireSame(String what, Tensor values) {
    // there is no other
  }
}
