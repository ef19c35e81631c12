package org.udm.cli.point;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.cli.vector.Descriptions;
import org.udm.cli.vector.EndlessSet;
import org.udm.cli.vector.FiniteSet;
import org.udm.cli.vector.VectorSet;
import org.udm.continuous.data.LabelledData;
import org.udm.continuous.data.PointLaw;

/** Laws and tables of points, as {@code --data} names them. */
final class PointSets {
  private PointSets() {}

  /** A name of a law as it is, a file with its absolute path. */
  static String located(String data) {
    if (data.isBlank()) {
      throw UserException.usage(
          "no points to train on: give --data LAW (%s) or --data FILE.csv"
              .formatted(String.join(", ", PointLawTable.names())));
    }
    if (PointLawTable.of(data).isPresent()) {
      return data;
    }
    Path file = Path.of(data).toAbsolutePath().normalize();
    if (Files.isDirectory(file)) {
      throw UserException.usage(
          "--data %s is a directory: give a CSV file, or a law of points, %s"
              .formatted(data, String.join(", ", PointLawTable.names())));
    }
    if (!Files.isRegularFile(file)) {
      throw UserException.usage(
          "--data %s: there is no such file, and no such law of points%s; laws are %s"
              .formatted(
                  data,
                  Spelling.nearest(data, PointLawTable.names())
                      .map(name -> "; did you mean " + name + "?")
                      .orElse(""),
                  String.join(", ", PointLawTable.names())));
    }
    return file.toString();
  }

  /** Reads points in the units of a run, or, where there is no run yet, in units of their own. */
  static VectorSet read(Settings settings, String data, Optional<PointUnits> units) {
    Optional<PointLawTable> law = PointLawTable.of(located(data));
    return law.isPresent()
        ? endless(law.get(), settings.number("noise"), units)
        : table(Path.of(located(data)), settings.number(Task.VALIDATION), units);
  }

  private static VectorSet endless(PointLawTable entry, double noise, Optional<PointUnits> units) {
    PointLaw law = entry.law(noise);
    EndlessSet.Law drawn =
        (rows, rng) ->
            LabelledData.of(
                units.isPresent() ? units.get().toModel(law.draw(rows, rng)) : law.draw(rows, rng));
    LabelledData one = drawn.draw(1, org.udm.core.random.RandomStreams.of(0));
    Map<String, Object> description = Descriptions.of("points", one);
    units.orElse(PointUnits.ofLaw(one.items().size())).describe(description);
    return new EndlessSet(drawn, description, "%s:noise=%s".formatted(entry.word(), noise));
  }

  private static VectorSet table(Path file, double kept, Optional<PointUnits> given) {
    LabelledData data = PointTable.read(file);
    PointUnits units =
        given
            .filter(u -> u.shift().size() == data.items().size()) // else the shapes differ
            .orElseGet(() -> PointUnits.of(data.items()));
    LabelledData scaled = LabelledData.of(units.toModel(data.items()), data.labels(), data.names());
    Map<String, Object> description = Descriptions.of("points", scaled);
    units.describe(description);
    return FiniteSet.of(scaled, description, kept, file.toString());
  }
}
