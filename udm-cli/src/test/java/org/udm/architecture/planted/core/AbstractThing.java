package org.udm.architecture.planted.core;

/** Offends: a name that says how. */
public interface AbstractThing {}
