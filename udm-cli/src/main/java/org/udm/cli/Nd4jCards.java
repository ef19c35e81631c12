package org.udm.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.EngineJvm;
import org.udm.torch.cuda.CudaSetup;
import org.udm.torch.cuda.GraphicsCard;

/**
 * Which NVIDIA cards ND4J can compute on: it is known from what the driver tells, before a native
 * library is loaded.
 *
 * <p>nd4j-cuda-11.6 of 1.0.0-M2.1 holds machine code for compute capabilities 3.7 to 8.6 and no
 * PTX, which a driver could translate for others. Machine code of capability X.y runs on cards X.z
 * with z at least y, and on no others (NVIDIA, CUDA C++ programming guide, "Binary compatibility").
 * In libnd4jcuda.so these are 3.7, 5.0, 5.2, 6.0, 6.1, 7.0, 7.5, 8.0 and 8.6.
 */
final class Nd4jCards {
  /** The least minor number of each major one for which there is machine code; -1 for none. */
  private static final int[] LEAST = {-1, -1, -1, 7, -1, 0, 0, 0, 0};

  /** NVIDIA, CUDA 11.6 release notes, "CUDA toolkit and minimum required driver versions". */
  private static final int OLDEST_DRIVER = 450;

  private static final Pattern CAPABILITY = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");
  private static final Pattern BRANCH = Pattern.compile("^\\d{1,6}");

  private Nd4jCards() {}

  /**
   * Returns why ND4J cannot compute on a card, and the way out.
   *
   * @param card as its driver describes it
   * @return a part of a sentence; nothing if it can
   */
  static Optional<String> refusal(GraphicsCard card) {
    Matcher capability = CAPABILITY.matcher(card.capability());
    if (!capability.matches()) {
      return Optional.of(
          "its driver tells no compute capability (%s); update the driver, or take --device cpu"
              .formatted(card.capability()));
    }
    int major = Integer.parseInt(capability.group(1));
    int minor = Integer.parseInt(capability.group(2));
    if (major >= LEAST.length) {
      return Optional.of(
          "nd4j-cuda-11.6 has machine code for compute capabilities 3.7 to 8.6 and none for %s; take --engine torch, whose build '%s --cuda' is for such cards, or --device cpu"
              .formatted(card.capability(), Terminal.COMMAND));
    }
    if (LEAST[major] < 0 || minor < LEAST[major]) {
      return Optional.of(
          "nd4j-cuda-11.6 has machine code for compute capabilities 3.7 to 8.6 and none for %s; take --device cpu"
              .formatted(card.capability()));
    }
    Matcher branch = BRANCH.matcher(card.driver());
    if (branch.find() && Integer.parseInt(branch.group()) < OLDEST_DRIVER) {
      return Optional.of(
          "driver %s is too old for CUDA 11.6; install driver %d or newer, or take --device cpu"
              .formatted(card.driver(), OLDEST_DRIVER));
    }
    return Optional.empty();
  }

  /**
   * Adds what {@code udm doctor --engine dl4j} tells of cards, and what to mend.
   *
   * @param machine the machine
   * @param facts what is shown, by name
   * @param advice one sentence for each thing to mend
   */
  static void add(CudaSetup machine, Map<String, Object> facts, List<String> advice) {
    add(
        machine.cards(),
        EngineJvm.has(EngineJvm.Backend.CUDA) ? EngineJvm.Backend.CUDA : EngineJvm.Backend.CPU,
        facts,
        advice);
  }

  /**
   * Adds what is told of some cards.
   *
   * @param built what ND4J is built for
   */
  static void add(
      List<GraphicsCard> cards,
      EngineJvm.Backend built,
      Map<String, Object> facts,
      List<String> advice) {
    facts.put("gpu_driver", cards.isEmpty() ? "none" : cards.get(0).driver());
    for (GraphicsCard card : cards) {
      Optional<String> refusal = refusal(card);
      facts.put(
          "gpu_" + card.index(),
          card + (refusal.isEmpty() ? ": ND4J can compute on it" : ": ND4J cannot compute on it"));
      refusal.ifPresent(reason -> advice.add("gpu_%d: %s".formatted(card.index(), reason)));
    }
    boolean forCards = built == EngineJvm.Backend.CUDA;
    facts.put("gpu_build", forCards ? "ND4J for CUDA 11.6" : "ND4J without GPUs");
    if (!forCards && cards.stream().anyMatch(card -> refusal(card).isEmpty())) {
      advice.add(
          "this machine has an NVIDIA GPU for ND4J, which this build does not use: '%s --nd4j-cuda doctor --engine dl4j' builds for it (a download of some 2.5 GB)"
              .formatted(Terminal.COMMAND));
    }
  }

  /**
   * Returns the card that a command asks for.
   *
   * @param device cuda, for the first that can be used, or cuda:N
   * @param cards those that the driver knows
   * @return the card
   * @throws UserException if there is none, or ND4J cannot compute on it
   */
  static GraphicsCard choose(String device, List<GraphicsCard> cards) {
    if (cards.isEmpty()) {
      throw UserException.usage(
          "--device %s: no NVIDIA driver tells of a card; '%s doctor --engine dl4j' shows what there is, --device cpu computes on the processor"
              .formatted(device, Terminal.COMMAND));
    }
    if (device.equals("cuda")) {
      return cards.stream()
          .filter(card -> refusal(card).isEmpty())
          .findFirst()
          .orElseThrow(() -> refused(device, cards.get(0)));
    }
    GraphicsCard card =
        cards.stream()
            .filter(one -> device.equals("cuda:" + one.index()))
            .findAny()
            .orElseThrow(
                () ->
                    UserException.usage(
                        "--device %s: there is no such card; '%s doctor --engine dl4j' shows those there are"
                            .formatted(device, Terminal.COMMAND)));
    if (refusal(card).isPresent()) {
      throw refused(device, card);
    }
    return card;
  }

  private static UserException refused(String device, GraphicsCard card) {
    return UserException.usage(
        "--device %s with --engine dl4j: %s: %s"
            .formatted(device, card.name(), refusal(card).orElseThrow()));
  }
}
