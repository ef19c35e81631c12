/** Sampling: predict x_0, then correct with a reverse kernel, along a time grid. */
package org.udm.core.sample;
