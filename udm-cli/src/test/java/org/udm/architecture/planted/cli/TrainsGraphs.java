package org.udm.architecture.planted.cli;

import org.udm.architecture.planted.dl4j.KnowsOtherEngine;

/** Offends: the second engine is not in the JVM of a user. */
public final class TrainsGraphs {
  KnowsOtherEngine graph;
}
