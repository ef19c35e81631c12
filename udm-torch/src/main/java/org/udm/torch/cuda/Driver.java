package org.udm.torch.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The driver of NVIDIA GPUs.
 *
 * @param version such as 580.65.06
 */
public record Driver(String version) {
  /**
   * The oldest branch that runs CUDA 13 (NVIDIA, CUDA toolkit release notes, table "CUDA toolkit
   * and minimum required driver version").
   */
  static final int OLDEST = 580;

  private static final Pattern MODULE =
      Pattern.compile("(?m)^NVRM version:.*?\\s(\\d+\\.\\d+(?:\\.\\d+)?)\\s");

  /**
   * Reads the text that the kernel shows of the driver.
   *
   * @param text of /proc/driver/nvidia/version
   * @return the driver, if the text names its version
   */
  static Optional<Driver> parse(String text) {
    Matcher module = MODULE.matcher(text);
    return module.find() ? Optional.of(new Driver(module.group(1))) : Optional.empty();
  }

  /**
   * Looks for the driver.
   *
   * @param machine where
   * @param cards what nvidia-smi told, which is asked where the kernel says nothing
   * @return the driver, if its version is to be had
   */
  static Optional<Driver> on(Machine machine, List<GraphicsCard> cards) {
    try {
      Optional<Driver> told = parse(Files.readString(machine.at("/proc/driver/nvidia/version")));
      if (told.isPresent()) {
        return told;
      }
    } catch (IOException e) {
      // no such file below Windows and in some containers
    }
    return cards.stream().findFirst().map(card -> new Driver(card.driver()));
  }

  /**
   * Returns whether it runs CUDA 13.
   *
   * @return false if it is too old
   */
  public boolean runsCuda13() {
    Matcher major = Pattern.compile("\\d+").matcher(version);
    return major.lookingAt() && Integer.parseInt(major.group()) >= OLDEST;
  }
}
