/**
 * The layers that networks are assembled of. A layer is a name and a shape: it declares its
 * parameters in a {@link org.udm.torch.parameter.ParameterLayout} and reads them from {@link
 * org.udm.torch.parameter.Weights} in each forward pass.
 *
 * <p>What lives here: layers and nothing that trains them. What may not: whole networks, losses,
 * diffusion.
 *
 * <p>Letters of shapes: B batch, L length, V vocabulary, D width, H heads, d = D / H, M length of
 * another sequence.
 */
package org.udm.torch.layer;
