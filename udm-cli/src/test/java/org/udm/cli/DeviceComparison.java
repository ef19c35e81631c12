package org.udm.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.udm.cli.console.Json;
import org.udm.cli.run.RunDirectory;
import org.udm.torch.Device;

/**
 * What a {@link DeviceCase} gives on a device: losses and gradient norms of its training, and, from
 * weights that are the same on every device, its evaluation and its draws.
 */
final class DeviceComparison {
  private static final Set<String> OF_THE_MACHINE =
      Set.of("run", "grid", "seconds", "seconds_per_sample");

  /** Relative to 1 + |value|: sums of other orders, over some steps of a sampler. */
  private static final double CLOSE = 2e-3;

  private static final double CLOSE_IN_BFLOAT16 = 5e-2;

  private static final int PIXEL = 3; // of 255: rounding to whole levels

  private final Path folder;
  private final Path text;
  private int runs;

  DeviceComparison(Path folder) {
    this.folder = folder;
    this.text = Cli.text(folder.resolve("text.txt"));
  }

  /**
   * Compares everything on a device with the processor, where there is no test runner.
   *
   * @param args the device, cuda unless said
   */
  public static void main(String[] args) throws IOException {
    String device = args.length == 0 ? "cuda" : args[0];
    try {
      Device.parse(device);
    } catch (IllegalArgumentException e) {
      System.out.println("skipped: " + e.getMessage());
      return;
    }
    DeviceComparison comparison = new DeviceComparison(Files.createTempDirectory("compare"));
    int failed = 0;
    for (DeviceCase c : DeviceCase.all()) {
      List<String> differences;
      try {
        differences = comparison.differences(c, device);
      } catch (AssertionError | RuntimeException e) {
        differences = List.of(e.toString());
      }
      System.out.println((differences.isEmpty() ? "alike    " : "DIFFERS  ") + c.name());
      differences.forEach(said -> System.out.println("    " + said));
      failed += differences.isEmpty() ? 0 : 1;
    }
    int all = DeviceCase.all().size();
    System.out.printf("%d passed, %d failed%n", all - failed, failed);
    System.exit(failed == 0 ? 0 : 1);
  }

  /** Names what a device makes otherwise than the processor; see {@link #differences}. */
  List<String> differences(DeviceCase c, String device) throws IOException {
    Path weights = weights(c);
    return differences(c, on(c, weights, "cpu"), on(c, weights, device));
  }

  /** Trains the weights that every device evaluates and samples with. */
  Path weights(DeviceCase c) {
    return train(c, "cpu", "--steps=3");
  }

  /**
   * Computes everything on a device.
   *
   * @param c what
   * @param weights of {@link #weights}
   * @param device as --device names it
   * @param options further ones of training, evaluation and sampling
   * @return numbers, texts and pictures by name
   */
  Map<String, Object> on(DeviceCase c, Path weights, String device, String... options)
      throws IOException {
    Map<String, Object> results = new LinkedHashMap<>();
    Path trained = train(c, device, "--steps=4", options);
    for (String line : Files.readAllLines(RunDirectory.of(trained).metrics())) {
      Map<String, Object> metrics = Json.object(line, "metrics");
      results.put("loss of step " + metrics.get("step"), metrics.get("loss"));
      results.put("gradient of step " + metrics.get("step"), metrics.get("gradient_norm"));
    }
    if (c.eval() != null) {
      Object[] rows = {"--rows=6", "--draws=1"};
      flatten(
          "eval",
          Cli.succeed(
                  "eval",
                  weights,
                  "--json",
                  "--device=" + device,
                  rows,
                  c.eval().toArray(),
                  options)
              .json(),
          results);
    }
    for (List<String> sample : c.samples()) {
      List<Object> args =
          new ArrayList<>(List.of("sample", weights, "--json", "--device=" + device));
      if (sample.stream().noneMatch(o -> o.startsWith("--count"))) {
        args.add("--count=4");
      }
      Map<String, Object> drawn = Cli.succeed(args.toArray(), sample.toArray(), options).json();
      String name = "sample " + String.join(" ", sample);
      flatten(name, drawn, results);
      if (drawn.containsKey("grid")) {
        results.put(name + " pixels", ImageIO.read(new java.io.File(drawn.get("grid").toString())));
      }
    }
    return results;
  }

  private Path train(DeviceCase c, String device, String steps, String... options) {
    Path out = folder.resolve("run-" + ++runs);
    List<Object> more = new ArrayList<>(c.options());
    more.addAll(List.of(steps, "--log-every=1", "--eval-every=0", "--decay=constant"));
    more.add("--device=" + device);
    more.addAll(List.of(options));
    Cli.succeed((Object[]) Cli.trainOn(c.kind(), c.data().orElse(text), out, more.toArray()));
    return out;
  }

  private static void flatten(String name, Object value, Map<String, Object> into) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, item) -> {
            if (!OF_THE_MACHINE.contains(key.toString())) {
              flatten(name + " " + key, item, into);
            }
          });
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        flatten(name + " " + i, list.get(i), into);
      }
    } else {
      into.put(name, value);
    }
  }

  /**
   * Names what differs by more than rounding explains. Of drawn texts a quarter may differ: where
   * two tokens are nearly as likely, the last bit of a logit decides.
   *
   * @param c what was computed
   * @param first on one device
   * @param second on another
   * @return each difference; none where the devices agree
   */
  static List<String> differences(
      DeviceCase c, Map<String, Object> first, Map<String, Object> second) {
    double close = c.rounded() ? CLOSE_IN_BFLOAT16 : CLOSE;
    List<String> differences = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    int allTexts = 0;
    if (!first.keySet().equals(second.keySet())) {
      differences.add(first.keySet() + " against " + second.keySet());
    }
    for (Map.Entry<String, Object> entry : first.entrySet()) {
      Object a = entry.getValue();
      Object b = second.get(entry.getKey());
      String said = entry.getKey() + ": " + a + " against " + b;
      if (a instanceof Number x && b instanceof Number y) {
        double gap = Math.abs(x.doubleValue() - y.doubleValue());
        if (!(gap <= close * (1 + Math.abs(x.doubleValue())))) {
          differences.add(said);
        }
      } else if (a instanceof BufferedImage x && b instanceof BufferedImage y) {
        if (largestGap(x, y) > PIXEL) {
          differences.add(entry.getKey() + ": by " + largestGap(x, y) + " of 255");
        }
      } else {
        allTexts++;
        if (!a.equals(b)) {
          texts.add(said);
        }
      }
    }
    if (4 * texts.size() > allTexts) {
      differences.addAll(texts);
    }
    return differences;
  }

  private static int largestGap(BufferedImage a, BufferedImage b) {
    int gap = a.getWidth() == b.getWidth() && a.getHeight() == b.getHeight() ? 0 : 255;
    for (int y = 0; gap < 255 && y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        for (int shift = 0; shift < 24; shift += 8) {
          int one = a.getRGB(x, y) >> shift & 0xff;
          int other = b.getRGB(x, y) >> shift & 0xff;
          gap = Math.max(gap, Math.abs(one - other));
        }
      }
    }
    return gap;
  }
}
