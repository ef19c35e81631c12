package org.udm.architecture.planted.discrete;

import java.util.function.IntSupplier;

/** Honest: the constructs for which the compiler writes classes and static fields of its own. */
public enum ReadsWell {
  LEFT,
  RIGHT {
    @Override
    public String toString() {
      return "right";
    }
  };

  /** A switch, which the compiler resolves by an array of its own, in a class of its own. */
  static final class Switch {
    private Switch() {}

    static int sign(ReadsWell side) {
      assert side != null;
      IntSupplier anonymous =
          new IntSupplier() {
            @Override
            public int getAsInt() {
              return -1;
            }
          };
      IntSupplier lambda = () -> 1;
      return switch (side) {
        case LEFT -> anonymous.getAsInt();
        case RIGHT -> lambda.getAsInt();
      };
    }
  }
}
