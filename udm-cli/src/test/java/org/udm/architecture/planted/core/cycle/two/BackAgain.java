package org.udm.architecture.planted.core.cycle.two;

import org.udm.architecture.planted.core.cycle.one.There;

/** Offends: the other half of a cycle of packages. */
public final class BackAgain {
  There next;
}
