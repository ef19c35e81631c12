package org.udm.cli.text;

import org.udm.cli.console.UserException;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Settings;
import org.udm.cli.run.TorchModel;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.edit.Deletion;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.net.causal.RowSupport;
import org.udm.discrete.net.causal.Seq2Seq;
import org.udm.discrete.net.causal.Seq2SeqLoss;
import org.udm.discrete.net.causal.Seq2SeqShape;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parameter.Weights;

/**
 * Deletion, whose predictor is an encoder-decoder: the family of {@code --corruption deletion}.
 *
 * <p>In units of D^2 a block has 12 weights, one that sees the time 18 and one that sees an encoder
 * 16; where nothing is said of them the layers are chosen so that their sum is about that of {@code
 * --layers} blocks.
 */
final class DeletionText implements TorchModel<TokenBatch> {
  private static final int BLOCK = 12; // 4 D^2 of attention, 8 D^2 behind it
  private static final int ENCODER_BLOCK = 18; // and 3 D^2 for each of two norms that see the time
  private static final int DECODER_BLOCK = 16; // and 4 D^2 of attention to the encoder

  private final Settings settings;
  private final Deletion deletion;
  private final Seq2SeqLoss loss;

  private DeletionText(Settings settings, Deletion deletion, Seq2SeqLoss loss) {
    this.settings = settings;
    this.deletion = deletion;
    this.loss = loss;
  }

  /** The model that settings describe. */
  static DeletionText of(Settings settings, Vocabulary vocabulary) {
    return new DeletionText(
        settings,
        deletion(settings, vocabulary.size()),
        Seq2SeqLoss.of(Seq2Seq.of(network(settings, vocabulary.size())), RowSupport.containing()));
  }

  /** The corruption, which must leave nothing at t = 1. */
  static Deletion deletion(Settings settings, int vocabulary) {
    Deletion deletion = Deletion.of(vocabulary, TextNetworks.schedule(settings));
    try {
      deletion.prior();
    } catch (IllegalArgumentException e) {
      throw UserException.usage(
          "--schedule %s: %s".formatted(settings.text("schedule"), e.getMessage()));
    }
    return deletion;
  }

  /** The shape of the network. */
  static Seq2SeqShape network(Settings settings, int vocabulary) {
    int layers = settings.integer("layers");
    int decoder = settings.integer("decoder-layers");
    if (decoder == 0) {
      decoder = Math.max(1, layers / 2);
    }
    int encoder = settings.integer("encoder-layers");
    if (encoder == 0) {
      double left = BLOCK * (double) layers - DECODER_BLOCK * (double) decoder;
      encoder = (int) Math.max(1, Math.round(left / ENCODER_BLOCK));
    }
    TransformerShape reads = TextNetworks.shape(settings, vocabulary, TimeUse.SEES_TIME);
    return Seq2SeqShape.of(vocabulary, reads.length())
        .withEncoder(reads)
        .withLayers(encoder, decoder)
        .withDue(Seq2SeqShape.Due.SHOWN);
  }

  @Override
  public Objective<TokenBatch, MaskNoise> objective() {
    return new Objective<>(
        deletion, CommonSettings.timeLaw(settings), TextNetworks.weight(settings, Weight.one()));
  }

  @Override
  public Seq2SeqLoss loss() {
    return loss;
  }

  @Override
  public DeletionTrained trained(Weights weights) {
    return new DeletionTrained(deletion, loss.predictor(weights));
  }
}
