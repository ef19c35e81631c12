/** Predictors of the clean state, {@code p(x_0 | x_t)}, and the beliefs that they return. */
package org.udm.core.predict;
