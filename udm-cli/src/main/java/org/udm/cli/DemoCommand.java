package org.udm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.udm.core.bound.BoundReport;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.sample.GridSampler;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.MaskedNelbo;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.UnmaskingTransition;
import org.udm.discrete.net.TransformerPredictor;
import org.udm.discrete.text.TokenDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code udm demo}: a masked diffusion model learns an artificial language before your eyes. */
@Command(
    name = "demo",
    description = "Watch a masked diffusion model learn a small artificial language and write it.",
    footer = {
      "",
      "The language is a grammar whose entropy is known exactly, so the bound that the model reaches"
          + " can be judged. Takes less than three minutes on two cores."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int SHOWN = 8;
  private static final int JUDGED = 1000;
  private static final int JUDGED_BATCH = 250;
  private static final int TRACE_STEPS = 6;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory of the run; an earlier demo in it is replaced (default runs/demo).")
  private Path out = Path.of("runs", "demo");

  @Option(names = "--steps", paramLabel = "N", description = "Training steps (default 1500).")
  private long steps = 1500;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness (default 1).")
  private long seed = 1;

  @Option(names = "--device", paramLabel = "DEVICE", description = "cpu, cuda or auto (default auto).")
  private String device = "auto";

  @Override
  public Integer call() {
    Grammar grammar = Grammar.english();
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("data", TextTasks.GRAMMAR);
    options.put("length", grammar.length());
    options.put("layers", 3);
    options.put("width", 128);
    options.put("batch", 64);
    options.put("steps", steps);
    options.put("lr", 2e-3);
    options.put("smallest-time", 1e-3);
    options.put("eval-every", 0);
    options.put("save-every", 500);
    options.put("seed", seed);
    options.put("device", device);
    Settings settings =
        Settings.defaults(TextSettings.all()).with(options, "the demonstration");
    Terminal terminal = Terminal.standard();
    RunDirectory directory = RunDirectory.of(out);
    TextTask task = TextTasks.fresh(settings, directory);
    introduce(grammar, task);
    TextTraining training = TextTraining.start(settings, task, directory, terminal);
    int status = training.run();
    if (status != 0) {
      return status;
    }
    conclude(grammar, task, settings, training.learner().predictor());
    return 0;
  }

  private static void introduce(Grammar grammar, TextTask task) {
    System.out.println("A masked diffusion model learns a language from examples such as");
    RandomStreams rng = RandomStreams.of(0).named("examples");
    for (int i = 0; i < 3; i++) {
      System.out.println("    " + grammar.sample(rng.row(i)));
    }
    System.out.printf(
        Locale.ROOT,
        "Its %.3g sentences have an entropy of %.3f nats, %.3f bits per %s of a row: no model can do better.%n%n",
        grammar.sentences(),
        grammar.entropy(),
        task.entropyBits(),
        task.unit());
  }

  private void conclude(
      Grammar grammar, TextTask task, Settings settings, TransformerPredictor predictor) {
    Masking masking = new TextModel(settings, task.vocabulary()).masking();
    RandomStreams rng = RandomStreams.of(seed).named("demo");
    FirstHittingSampler sampler =
        FirstHittingSampler.of(predictor, masking, masking.prior(grammar.length()));
    TokenBatch drawn = sampler.draw(JUDGED_BATCH, rng.named("samples"));
  }
}
