package org.udm.architecture.planted.core;

/** Offends: neither an interface nor a record nor final. */
public class Extendable {}
