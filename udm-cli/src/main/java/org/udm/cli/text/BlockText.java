package org.udm.cli.text;

import org.udm.cli.console.UserException;
import org.udm.cli.run.Model;
import org.udm.cli.run.Settings;
import org.udm.core.train.Objective;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.net.BlockLoss;
import org.udm.discrete.net.BlockTransformer;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parameter.Weights;

/** Masked diffusion block by block: {@code --corruption mask} with {@code --block-size}. */
final class BlockText implements Model<TokenBatch> {
  private final MaskedText masked;
  private final BlockLoss loss;

  private BlockText(MaskedText masked, BlockLoss loss) {
    this.masked = masked;
    this.loss = loss;
  }

  /** The model that settings describe. */
  static BlockText of(Settings settings, Vocabulary vocabulary) {
    int block = settings.integer("block-size");
    TransformerShape shape = TextNetworks.shape(settings, vocabulary.size(), TimeUse.IGNORES_TIME);
    if (shape.length() % block != 0) {
      throw UserException.usage(
          "--block-size %d with --length %d: the length must be a multiple of the block"
              .formatted(block, shape.length()));
    }
    if (shape.timeUse() == TimeUse.SEES_TIME) {
      throw UserException.usage(
          "--time adaptive with --block-size %d: a network by blocks sees no time, and masking needs none; leave --time out"
              .formatted(block));
    }
    MaskedText masked = MaskedText.of(settings, vocabulary);
    return new BlockText(
        masked, BlockLoss.of(BlockTransformer.of(shape, block), masked.masking().mask()));
  }

  @Override
  public Objective<TokenBatch, MaskNoise> objective() {
    return masked.objective();
  }

  @Override
  public BlockLoss loss() {
    return loss;
  }

  @Override
  public TextTrained trained(Weights weights) {
    return new BlockTrained(masked.masking(), loss.predictor(weights));
  }
}
