package org.udm.architecture.planted.continuous;

/** Honest: a corruption. */
public final class Blur {}
