package org.udm.cli.vector;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Measure;
import org.udm.cli.run.RecordFile;
import org.udm.cli.run.Run;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.data.LabelledData;
import org.udm.core.given.Given;
import org.udm.core.train.DataSource;

/** The tasks that settings and data describe. */
final class VectorTasks {
  private static final int BATCH = 64;

  private VectorTasks() {}

  /** The task of a new run. */
  static Task<Given<FloatBatch, Labels>> fresh(Settings settings, VectorSet set) {
    if (telling(settings) == VectorSettings.Telling.LABELS && set.classes().isEmpty()) {
      throw UserException.usage(
          "--classes labels: %s has no labels; leave --classes out"
              .formatted(settings.text("data")));
    }
    return task(settings, set, Task.VALIDATION);
  }

  /** The task of a run on some data, which must be such as the run's own are. */
  static Task<Given<FloatBatch, Labels>> open(Run run, String data, VectorSet set, String part) {
    int[] own = Descriptions.shape(run.description());
    int[] other = Descriptions.shape(set.description());
    if (!Arrays.equals(own, other)) {
      throw UserException.failed(
          "%s has items of shape %s, but the run is on items of %s: give data of that shape"
              .formatted(data, shown(other), shown(own)));
    }
    if (telling(run.settings()) == VectorSettings.Telling.LABELS
        && !set.classes().equals(Descriptions.classes(run.description()))) {
      throw UserException.failed(
          "%s has the classes %s, but the run is on %s: give data of the same classes"
              .formatted(data, set.classes(), Descriptions.classes(run.description())));
    }
    String chosen =
        part != null
            ? part
            : set.hash().equals(RecordFile.dataHash(run.directory().record()))
                ? Task.VALIDATION
                : "all";
    return task(run.settings(), set, chosen);
  }

  private static String shown(int[] shape) {
    return Arrays.stream(shape).mapToObj(String::valueOf).reduce((a, b) -> a + " x " + b).get();
  }

  private static VectorSettings.Telling telling(Settings settings) {
    return VectorSettings.telling(settings);
  }

  private static Task<Given<FloatBatch, Labels>> task(
      Settings settings, VectorSet set, String part) {
    VectorSettings.Telling telling = telling(settings);
    return new Task<>(
        set.description(),
        source(set, settings.integer("batch"), telling, settings.number("drop-labels")),
        most -> batches(set.rows(part, most), telling),
        part,
        set.hash(),
        new Measure("dimension", "dimension", Measure.Loss.ERROR, Double.NaN));
  }

  private static DataSource<Given<FloatBatch, Labels>> source(
      VectorSet set, int batch, VectorSettings.Telling telling, double dropped) {
    return (step, rng) -> {
      Given<FloatBatch, Labels> rows = given(set.training(batch, rng.named("rows")), telling);
      return telling == VectorSettings.Telling.NOTHING
          ? rows
          : new Given<>(rows.x(), rows.c().dropped(dropped, rng.named("labels")));
    };
  }

  private static Stream<Given<FloatBatch, Labels>> batches(
      LabelledData rows, VectorSettings.Telling telling) {
    return IntStream.iterate(0, from -> from < rows.size(), from -> from + BATCH)
        .mapToObj(
            from ->
                rows.gather(IntStream.range(from, Math.min(rows.size(), from + BATCH)).toArray()))
        .map(some -> given(some, telling));
  }

  private static Given<FloatBatch, Labels> given(
      LabelledData rows, VectorSettings.Telling telling) {
    return new Given<>(
        rows.items(),
        telling == VectorSettings.Telling.NOTHING
            ? Labels.all(rows.size(), Labels.NONE)
            : Labels.of(rows.labels()));
  }
}
