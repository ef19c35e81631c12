/**
 * The negative evidence lower bound (NELBO) by terms, prior, diffusion and reconstruction, in nats.
 */
package org.udm.core.bound;
