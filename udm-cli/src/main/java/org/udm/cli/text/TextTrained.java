package org.udm.cli.text;

import java.util.function.LongConsumer;
import org.udm.cli.run.Trained;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;

/** A trained model of text, which can be asked for the samplers of its family by name. */
interface TextTrained extends Trained<TokenBatch> {

  /**
   * Returns the sampler that the options of a command line ask for.
   *
   * @param wish what they say
   * @return the choice
   * @throws org.udm.cli.console.UserException if the family has no such sampler
   */
  Choice choose(Wish wish);

  /**
   * What the options of a command line say of the sampler.
   *
   * @param kernel its name, or null
   * @param steps steps of its time grid, or null
   * @param remask part of the largest lawful rate of remasking, or null
   * @param draws how tokens are drawn
   * @param trace whether every state is shown
   */
  record Wish(String kernel, Integer steps, Double remask, DrawOptions draws, Trace trace) {}

  /** Whether every state is shown. */
  enum Trace {
    SHOWN,
    HIDDEN
  }

  /**
   * A sampler of the family.
   *
   * @param kernel its name
   * @param steps steps of its time grid, or null where it has none
   * @param sampler makes it
   */
  record Choice(String kernel, Integer steps, Maker sampler) {}

  /** Makes a sampler. */
  @FunctionalInterface
  interface Maker {

    /**
     * Returns the sampler of some rows.
     *
     * @param known what is known of each of them
     * @param listener told of every state, unless the sampler has no time grid
     * @param predicted told of the number of rows at each prediction
     * @return the sampler
     */
    Sampler<TokenBatch> of(
        Patterns known, SampleListener<TokenBatch> listener, LongConsumer predicted);
  }
}
