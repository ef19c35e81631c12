package org.udm.cli.text;

import org.udm.cli.console.UserException;
import org.udm.cli.run.Settings;
import org.udm.cli.run.TorchModel;
import org.udm.core.train.Objective;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.BlockLoss;
import org.udm.discrete.net.BlockTransformer;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parameter.Weights;

/** Masked diffusion block by block: {@code --corruption mask} with {@code --block-size}. */
final class BlockText implements TorchModel<TokenBatch> {
  private final Settings settings;
  private final Masking masking;
  private final BlockLoss loss;

  private BlockText(Settings settings, Masking masking, BlockLoss loss) {
    this.settings = settings;
    this.masking = masking;
    this.loss = loss;
  }

  /** The model that settings describe. */
  static BlockText of(Settings settings, Vocabulary vocabulary) {
    int block = settings.integer("block-size");
    TransformerShape shape =
        TextNetworks.timeless(
            settings,
            vocabulary.size(),
            "--block-size " + block,
            "a network by blocks sees no time, and masking needs none");
    if (shape.length() % block != 0) {
      throw UserException.usage(
          "--block-size %d with --length %d: the length must be a multiple of the block"
              .formatted(block, shape.length()));
    }
    Masking masking = MaskedText.masking(settings, vocabulary);
    return new BlockText(
        settings, masking, BlockLoss.of(BlockTransformer.of(shape, block), masking.mask()));
  }

  @Override
  public Objective<TokenBatch, MaskNoise> objective() {
    return MaskedText.objective(settings, masking);
  }

  @Override
  public BlockLoss loss() {
    return loss;
  }

  @Override
  public TextTrained trained(Weights weights) {
    return new BlockTrained(masking, loss.predictor(weights));
  }
}
