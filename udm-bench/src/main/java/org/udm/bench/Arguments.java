package org.udm.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.TorchRuntime;

/** What a timing program was asked for: options, each followed by a value. */
final class Arguments {
  private static final List<String> OF_ALL = List.of("--threads", "--precision", "--device");

  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads options.
   *
   * @param args pairs of option and value
   * @param known the program's options, besides those of all programs
   */
  static Arguments of(String[] args, String... known) {
    List<String> names = Stream.concat(OF_ALL.stream(), Arrays.stream(known)).toList();
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!names.contains(args[i])) {
        throw new IllegalArgumentException(
            "option %s: it must be one of %s".formatted(args[i], names));
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("option %s needs a value after it".formatted(args[i]));
      }
      values.put(args[i], args[i + 1]);
    }
    return new Arguments(values);
  }

  /** The value of an option that takes a positive number. */
  int number(String name, int standard) {
    String value = values.getOrDefault(name, Integer.toString(standard));
    if (!value.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "%s %s: it must be a number from 1 to 999999999".formatted(name, value));
    }
    return Integer.parseInt(value);
  }

  /** The value of an option that takes the name of a constant, such as first-hitting. */
  <E extends Enum<E>> E choice(String name, E standard) {
    E[] constants = standard.getDeclaringClass().getEnumConstants();
    String value = values.getOrDefault(name, word(standard));
    return Arrays.stream(constants)
        .filter(constant -> word(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s %s: it must be one of %s"
                        .formatted(
                            name, value, Arrays.stream(constants).map(Arguments::word).toList())));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The engine on the device (cpu unless said), threads and precision that were asked for. */
  TorchRuntime runtime() {
    return TorchRuntime.of(
        RuntimeOptions.defaults()
            .withDevice(values.getOrDefault("--device", "cpu"))
            .withThreads(number("--threads", Runtime.getRuntime().availableProcessors()))
            .withPrecision(choice("--precision", Precision.FP32))
            .withSeed(1));
  }
}
