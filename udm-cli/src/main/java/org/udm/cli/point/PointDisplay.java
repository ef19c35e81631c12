package org.udm.cli.point;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.udm.cli.console.TextFile;
import org.udm.cli.console.UserException;
import org.udm.cli.vector.Display;
import org.udm.cli.vector.Strips;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.data.Pictures;
import org.udm.core.given.Given;

/**
 * Points as lines of numbers and as dots.
 *
 * @param units of the data
 * @param classes the names of the classes, empty for none
 */
record PointDisplay(PointUnits units, List<String> classes) implements Display {
  private static final int SIDE = 500; // pixels of a picture
  private static final int STEP_SIDE = 240;
  private static final int FOLLOWED = 1000;

  @Override
  public String noun(int rows) {
    return rows == 1 ? "point" : "points";
  }

  @Override
  public BufferedImage picture(Given<FloatBatch, Labels> rows) {
    int[] labels = rows.c().toArray();
    FloatBatch[] sets =
        IntStream.of(labels)
            .distinct()
            .sorted()
            .mapToObj(
                label ->
                    IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray())
            .map(index -> plane(rows.x().gather(index)))
            .toArray(FloatBatch[]::new);
    return Pictures.scatter(SIDE, units.extent(), sets);
  }

  /** The first two numbers of each point; a single one lies on the horizontal axis. */
  private static FloatBatch plane(FloatBatch points) {
    float[][] plane = new float[points.rows()][2];
    for (int i = 0; i < plane.length; i++) {
      plane[i][0] = points.at(i, 0);
      plane[i][1] = points.size() > 1 ? points.at(i, 1) : 0;
    }
    return FloatBatch.points(plane);
  }

  @Override
  public int followed() {
    return FOLLOWED;
  }

  @Override
  public BufferedImage steps(List<FloatBatch> states) {
    return Strips.besideEachOther(
        Strips.some(states).stream()
            .map(state -> Pictures.scatter(STEP_SIDE, units.extent(), plane(state)))
            .toList());
  }

  @Override
  public void write(Given<FloatBatch, Labels> rows, Path out) {
    boolean labelled = rows.c().at(0) != Labels.NONE;
    String heading =
        IntStream.rangeClosed(1, rows.x().size())
            .mapToObj(k -> "x" + k)
            .collect(Collectors.joining(","));
    List<String> lines = new ArrayList<>(List.of(heading + (labelled ? ",label" : "")));
    List<String> points = lines(rows.x()).orElseThrow();
    for (int i = 0; i < points.size(); i++) {
      lines.add(points.get(i) + (labelled ? "," + classes.get(rows.c().at(i)) : ""));
    }
    TextFile.write(out, String.join("\n", lines) + "\n");
  }

  @Override
  public Optional<List<String>> lines(FloatBatch rows) {
    FloatBatch data = units.toData(rows);
    return Optional.of(
        IntStream.range(0, data.rows())
            .mapToObj(
                i ->
                    IntStream.range(0, data.size())
                        .mapToObj(k -> String.valueOf(data.at(i, k)))
                        .collect(Collectors.joining(",")))
            .toList());
  }

  @Override
  public FloatBatch picture(Path file) {
    throw UserException.usage(
        "--inpaint %s: it is for images, and this run is on points".formatted(file));
  }

  @Override
  public FloatBatch mask(Path file) {
    return picture(file);
  }
}
