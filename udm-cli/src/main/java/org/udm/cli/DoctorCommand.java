package org.udm.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.udm.cli.console.Failures;
import org.udm.cli.console.Json;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.dl4j.GraphFacts;
import org.udm.cli.run.Engine;
import org.udm.cli.run.Versions;
import org.udm.torch.DataType;
import org.udm.torch.RuntimeDescription;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.cuda.CudaSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code udm doctor}: what this machine computes with, and what to mend. */
@Command(
    name = "doctor",
    description = "Show what this machine computes with, how fast, and what to mend.")
final class DoctorCommand implements Callable<Integer> {
  private static final int SIZE = 1024; // of the square matrices multiplied
  private static final int REPEATS = 5;
  private static final int OLDEST_JAVA = 17;

  @ParentCommand private Udm udm;

  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "torch, or dl4j, and which cards that can compute on (default torch).")
  private String engine = Engine.TORCH.word();

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    return new EngineSwitch(Engine.chosen(engine), "auto", 0).run(spec, this::look);
  }

  private int look() {
    Map<String, Object> facts = new LinkedHashMap<>();
    List<String> advice = new ArrayList<>();
    facts.put("udm", String.join(" ", new Versions().getVersion()));
    facts.put(
        "java",
        System.getProperty("java.version") + " (" + System.getProperty("java.vm.vendor") + ")");
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("heap_mib", Runtime.getRuntime().maxMemory() >> 20);
    if (Runtime.version().feature() < OLDEST_JAVA) {
      advice.add("JDK %d or newer is needed".formatted(OLDEST_JAVA));
    }
    List<String> gpuAdvice = new ArrayList<>();
    boolean works;
    if (Engine.chosen(engine) == Engine.DL4J) {
      works = nd4j(facts, advice);
      Nd4jCards.add(CudaSetup.present(), facts, gpuAdvice);
    } else {
      works = libTorch(facts, advice);
      GpuFacts.add(CudaSetup.present(), facts, gpuAdvice);
    }
    advice.addAll(gpuAdvice);
    if (json) {
      facts.put("advice", advice);
      facts.put("works", works);
      System.out.println(Json.text(facts));
    } else {
      facts.forEach((name, value) -> System.out.printf("%-16s %s%n", name, value));
      System.out.println();
      advice.forEach(line -> System.out.println("to mend: " + line));
      System.out.println(works ? verdict(facts, gpuAdvice) : "training cannot work here");
    }
    return works ? 0 : UserException.Status.FAILED.code();
  }

  /** What is said at last where training works, if only on the processor. */
  static String verdict(Map<String, Object> facts, List<String> gpuAdvice) {
    return gpuAdvice.isEmpty() || !facts.get("gpus").equals(0)
        ? "everything that is needed works"
        : "training works here on the processor; a GPU needs what stands above";
  }

  private boolean nd4j(Map<String, Object> facts, List<String> advice) {
    try {
      facts.putAll(GraphFacts.of());
      return true;
    } catch (IllegalStateException e) {
      if (udm.verbose()) {
        e.printStackTrace();
      }
      facts.put("nd4j", "does not start");
      advice.add(e.getMessage());
      return false;
    }
  }

  private boolean libTorch(Map<String, Object> facts, List<String> advice) {
    TorchRuntime runtime;
    try {
      runtime = TorchRuntime.of(RuntimeOptions.defaults());
    } catch (LinkageError | RuntimeException e) {
      if (udm.verbose()) {
        e.printStackTrace();
      }
      facts.put("libtorch", "does not load: " + Failures.describe(e));
      advice.add(
          "LibTorch's native library does not load; '%s doctor --verbose' shows why. Known to work: linux x86_64 with glibc 2.28 or newer"
              .formatted(Terminal.COMMAND));
      return false;
    }
    RuntimeDescription engine = runtime.describe();
    facts.put("libtorch", engine.libTorch() + " for " + engine.platform());
    facts.put("blas", engine.blas());
    facts.put("instructions", engine.cpuCapability());
    facts.put("threads", engine.threads());
    facts.put("gpus", engine.gpus());
    facts.put("device", engine.device());
    for (DataType type : List.of(DataType.F32, DataType.BF16)) {
      facts.put(
          "product_" + type.name().toLowerCase(Locale.ROOT),
          String.format(Locale.ROOT, "%.0f GFLOP/s", speed(runtime, type)));
    }
    if (!engine.blas().contains("MKL") && "amd64".equals(System.getProperty("os.arch"))) {
      advice.add("products run without MKL: start with ./udm, which puts it on the class path");
    }
    return true;
  }

  /** GFLOP/s of the best of some products of two square matrices. */
  @SuppressWarnings("try") // the scope frees the matrices; only a number leaves it
  private static double speed(TorchRuntime runtime, DataType type) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor a = runtime.full(0.5, type, SIZE, SIZE);
      double best = Double.POSITIVE_INFINITY;
      for (int k = 0; k <= REPEATS; k++) {
        long start = System.nanoTime();
        a.matmul(a).select(0, 0).sum().item();
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return 2.0 * SIZE * SIZE * SIZE / best / 1e9;
    }
  }
}
