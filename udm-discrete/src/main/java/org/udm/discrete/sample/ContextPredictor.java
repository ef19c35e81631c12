package org.udm.discrete.sample;

import org.udm.discrete.TokenBatch;

/**
 * A predictor that can compute what it needs of a context once, while the tokens behind it change:
 * where a network keeps the keys and values of what is written already.
 */
public interface ContextPredictor extends TokenPredictor {

  /**
   * Opens a memory for one run on one thread.
   *
   * @return the memory, which holds nothing yet
   */
  Memory remember();

  /** What is kept of contexts. */
  interface Memory extends AutoCloseable {

    /**
     * Returns the predictor for rows that all begin with one of some contexts. Its results are
     * those of the predictor that remembers. Contexts that go on with those of the call before are
     * computed from there.
     *
     * @param contexts the contexts, in any order; a row's is known by its tokens
     * @return the predictor, of use until the next call
     * @throws IllegalArgumentException if the predictor cannot read such contexts
     */
    TokenPredictor following(TokenBatch contexts);

    /** Forgets everything. */
    @Override
    void close();
  }
}
