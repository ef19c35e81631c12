package org.udm.core.train;

/**
 * What a learner says about one step.
 *
 * @param loss the weighted loss of the batch that was minimised
 * @param rowLosses the unweighted loss of each row, in nats, as the time law observes it [B]
 * @param gradientNorm the norm of the gradient before clipping
 * @param learningRate the learning rate of the step
 * @param units how many units of data the step used: tokens, pixels or coordinates
 */
public record StepReport(
    double loss, double[] rowLosses, double gradientNorm, double learningRate, long units) {}
