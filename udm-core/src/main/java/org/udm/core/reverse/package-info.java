/**
 * Reverse kernels {@code p(x_s | x_t, x_0)}, s &lt; t, and the constructions that obey the marginal
 * identity for every corruption.
 */
package org.udm.core.reverse;
