package org.nd4j.planted;

/** Stands for a type of native memory, in a package that such types come from. */
public class NativeArray {}
