package org.bytedeco.planted;

/** Stands for a pointer to native memory, in a package that such types come from. */
public class Pointer {}
