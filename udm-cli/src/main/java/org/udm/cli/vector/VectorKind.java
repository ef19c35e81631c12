package org.udm.cli.vector;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.udm.cli.dl4j.GraphModels;
import org.udm.cli.run.Engine;
import org.udm.cli.run.Kind;
import org.udm.cli.run.Model;
import org.udm.cli.run.RowCode;
import org.udm.cli.run.Run;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Sampling;
import org.udm.cli.run.Scoring;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.data.Pictures;
import org.udm.core.given.Given;

/** Points or images: rows of numbers of one shape, with their classes. */
public final class VectorKind implements Kind<Given<FloatBatch, Labels>> {
  private final Form form;
  private final VectorSampling sampling;
  private final VectorScoring scoring;

  private VectorKind(Form form, VectorSampling sampling, VectorScoring scoring) {
    this.form = form;
    this.sampling = sampling;
    this.scoring = scoring;
  }

  /**
   * Returns the kind of a form.
   *
   * @param form points or images
   * @param sampling the options of {@code udm sample}, which kinds may share
   * @param scoring the options of {@code udm eval}, which kinds may share
   * @return the kind
   */
  public static VectorKind of(Form form, VectorSampling sampling, VectorScoring scoring) {
    return new VectorKind(form, sampling, scoring);
  }

  /** Points or images. */
  Form form() {
    return form;
  }

  @Override
  public String name() {
    return form.name();
  }

  @Override
  public Help help() {
    return form.help();
  }

  @Override
  public List<Setting> settings() {
    return form.settings();
  }

  @Override
  public String descriptionFile() {
    return "items.json";
  }

  @Override
  public String located(String data) {
    return form.located(data);
  }

  @Override
  public Task<Given<FloatBatch, Labels>> fresh(Settings settings, RunDirectory directory) {
    return VectorTasks.fresh(settings, form.read(settings));
  }

  @Override
  public Task<Given<FloatBatch, Labels>> open(Run run, String data, String part) {
    return VectorTasks.open(run, data, form.read(run.settings(), data, run.description()), part);
  }

  @Override
  public Model<Given<FloatBatch, Labels>> model(
      Settings settings, Map<String, Object> description) {
    int[] shape = Descriptions.shape(description);
    List<String> classes = Descriptions.classes(description);
    int told =
        VectorSettings.telling(settings) == VectorSettings.Telling.LABELS ? classes.size() : 0;
    Family family =
        form.family(
            settings,
            description,
            () ->
                form.read(settings, settings.text("data"), description)
                    .rows("training", Long.MAX_VALUE)
                    .items());
    String corruption = settings.text("corruption");
    return Engine.of(settings) == Engine.DL4J
        ? form.graphModel(
            settings,
            shape,
            family.readout(),
            new GraphModels.Use<>(
                () -> VectorModel.objective(family),
                network ->
                    new VectorTrained(corruption, family, told, UnlabelledNetwork.of(network))))
        : VectorModel.of(corruption, family, form.network(settings, shape, told));
  }

  @Override
  public Sampling<Given<FloatBatch, Labels>> sampling() {
    return sampling;
  }

  @Override
  public Optional<Scoring<Given<FloatBatch, Labels>>> scoring() {
    return Optional.of(scoring);
  }

  @Override
  public Optional<Map<String, String>> graphLimits() {
    return Optional.of(form.graphLimits());
  }

  @Override
  public RowCode<Given<FloatBatch, Labels>> code() {
    return RowCode.ofPairs(new ItemCode(), new LabelCode());
  }

  @Override
  public List<String> show(Given<FloatBatch, Labels> drawn, long step, Run run) {
    Path picture = run.directory().samples().resolve("step-%d.png".formatted(step));
    Pictures.write(form.display(run.description()).picture(drawn), picture);
    return List.of(run.directory().root().relativize(picture).toString());
  }
}
