package org.udm.cli.image;

import java.util.function.Supplier;
import org.udm.continuous.FloatBatch;
import org.udm.core.Prior;
import org.udm.core.random.RandomStreams;

/** A prior that reads its data when it is asked for the first time. */
final class LazyPrior implements Prior<FloatBatch> {
  private final Supplier<Prior<FloatBatch>> maker;
  private Prior<FloatBatch> made;

  LazyPrior(Supplier<Prior<FloatBatch>> maker) {
    this.maker = maker;
  }

  @Override
  public FloatBatch draw(int rows, RandomStreams rng) {
    if (made == null) {
      made = maker.get();
    }
    return made.draw(rows, rng);
  }
}
