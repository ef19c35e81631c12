package org.udm.architecture.planted.attic;

/** Offends: lives in no room. */
public final class Unfiled {}
