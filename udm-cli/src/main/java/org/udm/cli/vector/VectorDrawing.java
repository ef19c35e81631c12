package org.udm.cli.vector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.udm.cli.console.Terminal;
import org.udm.cli.run.Drawing;
import org.udm.cli.run.Sampling;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.data.Pictures;
import org.udm.core.given.Given;
import org.udm.core.sample.Sampler;
import org.udm.torch.parallel.Peers;

/** Points or images as they are drawn: printed, or written into files at the end. */
final class VectorDrawing implements Drawing<Given<FloatBatch, Labels>> {

  /**
   * Where rows go.
   *
   * @param rows a file or folder of the rows, or null
   * @param grid a picture of all, or null
   * @param trajectory a picture of the steps of a few, or null
   * @param usual a folder for the picture of what goes nowhere else
   */
  record Outputs(Path rows, Path grid, Path trajectory, Path usual) {}

  private final VectorTrained trained;
  private final Choice choice;
  private final Display display;
  private final Outputs outputs;
  private final Sampling.Order order;
  private final List<FloatBatch> states = new ArrayList<>(); // of the first few rows
  private final Map<String, Object> files = new LinkedHashMap<>();
  private Given<FloatBatch, Labels> all;
  private long calls;
  private long rowsPredicted;

  VectorDrawing(
      VectorTrained trained,
      Choice choice,
      Display display,
      Outputs outputs,
      Sampling.Order order) {
    this.trained = trained;
    this.choice = choice;
    this.display = display;
    this.outputs = outputs;
    this.order = order;
  }

  @Override
  public String noun(int rows) {
    return display.noun(rows);
  }

  @Override
  public Sampler<Given<FloatBatch, Labels>> sampler(int from, LongConsumer progress) {
    calls = 0;
    return choice.sampler(
        trained.network(),
        from,
        (step, t, xt) -> {
          if (from == 0 && outputs.trajectory() != null) {
            int rows = Math.min(xt.rows(), display.followed());
            states.add(xt.gather(IntStream.range(0, rows).toArray()));
          }
        },
        rows -> {
          rowsPredicted += rows;
          progress.accept(++calls);
        });
  }

  @Override
  public void show(Given<FloatBatch, Labels> drawn) {
    all = all == null ? drawn : all.concat(drawn);
    if (toStandardOutput()) {
      display.lines(drawn.x()).ifPresent(lines -> lines.forEach(System.out::println));
    }
  }

  private boolean toStandardOutput() {
    return order.asJson() == Sampling.AsJson.NO
        && outputs.rows() == null
        && outputs.grid() == null
        && outputs.trajectory() == null;
  }

  @Override
  public void end() {
    if (outputs.rows() != null) {
      display.write(all, outputs.rows());
      wrote("out", outputs.rows());
    }
    if (outputs.trajectory() != null) {
      wrote("trajectory", Pictures.write(display.steps(states), outputs.trajectory()));
    }
    Optional<Path> grid =
        outputs.grid() != null
            ? Optional.of(outputs.grid())
            : files.isEmpty() && display.lines(all.x()).isEmpty()
                ? Optional.of(outputs.usual().resolve("drawn.png"))
                : Optional.empty();
    grid.ifPresent(file -> wrote("grid", Pictures.write(display.picture(all), file)));
  }

  private void wrote(String option, Path file) {
    files.put(option, file.toString());
    if (order.asJson() == Sampling.AsJson.NO) {
      Terminal.standard().line("wrote " + file);
    }
  }

  @Override
  public void share(Peers peers) {
    rowsPredicted = (long) peers.sum(rowsPredicted)[0];
  }

  @Override
  public long rowsPredicted() {
    return rowsPredicted;
  }

  @Override
  public Map<String, Object> choices() {
    return choice.describe();
  }

  @Override
  public Map<String, Object> results() {
    Map<String, Object> results = new LinkedHashMap<>(files);
    results.put("count", all.rows());
    if (files.isEmpty()) {
      results.put(
          display.noun(2), IntStream.range(0, all.rows()).mapToObj(i -> all.x().row(i)).toList());
    }
    return results;
  }

  @Override
  public String remark() {
    return " (" + choice.shown() + ")";
  }
}
