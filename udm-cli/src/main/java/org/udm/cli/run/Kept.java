package org.udm.cli.run;

import java.util.Optional;
import org.udm.core.Batch;
import org.udm.torch.TorchRuntime;

/**
 * What a checkpoint holds.
 *
 * @param trained the model with the trained weights
 * @param losses the loss of training under them
 * @param steps how many steps they were trained for
 * @param torch the engine, where it is LibTorch
 * @param <X> the state
 */
public record Kept<X extends Batch<X>>(
    Trained<X> trained, RowLosses<X> losses, long steps, Optional<TorchRuntime> torch) {}
