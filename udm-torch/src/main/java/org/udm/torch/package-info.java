/**
 * The LibTorch engine: tensors, the scopes that own their memory, and the runtime that names
 * device, precision and threads.
 *
 * <p>What lives here: everything that touches native code. What may not: diffusion mathematics, and
 * any type of the native bindings in a public signature.
 *
 * <p>Letters of shapes: B batch, L length, V vocabulary, D width, H heads, P number of parameters,
 * N rows.
 */
package org.udm.torch;
