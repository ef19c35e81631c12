/**
 * What is known of an image while it is drawn: a known region, and the resampling that reconciles
 * it with the rest.
 *
 * <p>Letters: B rows, N elements of an item. No predictor and no solver lives here.
 */
package org.udm.continuous.sample;
