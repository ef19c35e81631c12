package org.udm.cli.image;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Settings;
import org.udm.cli.vector.VectorSettings;
import org.udm.continuous.net.DiffusionTransformer;
import org.udm.continuous.net.DiffusionTransformerShape;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.Patched;
import org.udm.continuous.net.UNet;
import org.udm.continuous.net.UNetShape;

/** The networks for images, as settings describe them. */
final class ImageNetworks {
  private static final String NETWORK = "network";
  private static final String UNET = "unet";
  private static final String DIT = "dit";
  private static final String FIXED =
      "its U-Net has one residual block at each of three sizes, 1, 2 and 3 times --width channels, and no attention";

  /** Why settings must stay at their defaults with Deeplearning4j. */
  static final Map<String, String> GRAPH_LIMITS =
      Map.of(
          NETWORK,
          "it has a U-Net alone",
          "multipliers",
          FIXED,
          "blocks",
          FIXED,
          "attention",
          FIXED,
          "layers",
          FIXED,
          "heads",
          FIXED,
          "patch",
          FIXED,
          "classes",
          "its network is not told of classes",
          "corruption",
          "it has a network for Gaussian noise alone");

  private ImageNetworks() {}

  /** The settings in the order in which they are shown. */
  static List<Setting> settings() {
    String model = VectorSettings.MODEL;
    return List.of(
        Setting.word(model, NETWORK, "A U-Net or a diffusion transformer", UNET, DIT),
        Setting.integer(
            model,
            "width",
            32,
            1,
            65_536,
            "Channels of the U-Net at its full size, a multiple of 8; width of the transformer, which needs more"),
        Setting.text(
                model,
                "multipliers",
                "1,2",
                "Channels of the U-Net's levels, in widths; each halves the size")
            .only(NETWORK, UNET),
        Setting.integer(model, "blocks", 1, 1, 1000, "Residual blocks per level of the U-Net")
            .only(NETWORK, UNET),
        Setting.word(
                model,
                "attention",
                "Levels of the U-Net with attention, apart from its middle, which has it",
                "lowest",
                "all",
                "none")
            .only(NETWORK, UNET),
        Setting.integer(model, "layers", 4, 1, 1000, "Blocks of the transformer")
            .only(NETWORK, DIT),
        Setting.integer(
            model, "heads", 4, 1, 1024, "Attention heads; must divide the channels or width"),
        Setting.integer(
            model,
            "patch",
            2,
            1,
            1024,
            "Height and width of the squares that the network sees as one; must divide the size"));
  }

  /** The network of settings. */
  static FloatNetwork of(Settings settings, int[] shape, int classes) {
    if (shape.length != 3 || shape[1] != shape[2]) {
      throw UserException.usage(
          "images of %s (channels, height, width): the networks take square ones; cut or pad them"
              .formatted(Arrays.toString(shape)));
    }
    int patch = settings.integer("patch");
    if (shape[1] % patch != 0) {
      throw UserException.usage(
          "--patch %d: it must divide the size of the images, %d".formatted(patch, shape[1]));
    }
    try {
      return settings.text(NETWORK).equals(DIT)
          ? DiffusionTransformer.of(
              DiffusionTransformerShape.of(shape[0], shape[1])
                  .withPatch(patch)
                  .withLayers(settings.integer("layers"))
                  .withWidth(settings.integer("width"), settings.integer("heads"))
                  .withClasses(classes))
          : unet(settings, shape, patch, classes);
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  private static FloatNetwork unet(Settings settings, int[] shape, int patch, int classes) {
    Integer[] multipliers = multipliers(settings.text("multipliers"));
    int size = shape[1] / patch;
    int lowest = size >> (multipliers.length - 1);
    Integer[] attention =
        switch (settings.text("attention")) {
          case "all" ->
              IntStream.range(0, multipliers.length)
                  .mapToObj(l -> size >> l)
                  .toArray(Integer[]::new);
          case "none" -> new Integer[0];
          default -> new Integer[] {lowest};
        };
    UNet network =
        UNet.of(
            UNetShape.of(shape[0] * patch * patch, size)
                .withAttention() // of the levels below only
                .withHeads(1)
                .withWidth(settings.integer("width"), multipliers)
                .withBlocks(settings.integer("blocks"))
                .withHeads(settings.integer("heads"))
                .withAttention(attention)
                .withClasses(classes));
    return patch == 1 ? network : Patched.of(network, patch);
  }

  private static Integer[] multipliers(String text) {
    try {
      Integer[] multipliers =
          Arrays.stream(text.split(","))
              .map(String::strip)
              .map(Integer::valueOf)
              .toArray(Integer[]::new);
      if (multipliers.length > 0 && Arrays.stream(multipliers).allMatch(m -> m > 0)) {
        return multipliers;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw UserException.usage(
        "--multipliers %s: give whole numbers of at least 1, joined by commas, as 1,2,2"
            .formatted(text));
  }
}
