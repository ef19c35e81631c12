package org.udm.architecture.planted.core.cycle.one;

import org.udm.architecture.planted.core.cycle.two.BackAgain;

/** Offends: half of a cycle of packages. */
public final class There {
  BackAgain next;
}
