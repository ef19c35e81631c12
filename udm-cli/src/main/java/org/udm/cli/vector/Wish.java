package org.udm.cli.vector;

import org.udm.continuous.sample.KnownRegion;

/**
 * What the options of a command line say of the sampler.
 *
 * @param sampler its name, or null
 * @param steps steps of its time grid, or null
 * @param times its time grid, or null
 * @param eta the part of the noise that is renewed, or null
 * @param churn how much noise is added in between, or null
 * @param told the classes
 * @param guidance its scale, or null
 * @param known what is known of x_0, or null
 */
record Wish(
    String sampler,
    Integer steps,
    String times,
    Double eta,
    Double churn,
    Told told,
    Double guidance,
    KnownRegion known) {

  /** The wish of somebody who says nothing. */
  static Wish usual(int classes) {
    return new Wish(null, null, null, null, null, Told.usual(classes), null, null);
  }
}
