package org.udm.architecture.planted.cli;

import org.udm.architecture.planted.torch.Layer;

/** Honest: the command line may look at devices and may print. */
public final class Doctor {
  Layer layer;

  void speak() {
    System.out.println("well");
  }
}
