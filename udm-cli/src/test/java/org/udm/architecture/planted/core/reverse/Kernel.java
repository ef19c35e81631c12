package org.udm.architecture.planted.core.reverse;

/** A reverse kernel, which a network must not see. */
public interface Kernel {}
