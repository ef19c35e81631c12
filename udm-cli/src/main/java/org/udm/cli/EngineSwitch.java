package org.udm.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.EngineJvm;
import org.udm.cli.run.Engine;
import org.udm.torch.cuda.CudaSetup;
import org.udm.torch.cuda.GraphicsCard;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Carries a command out where its engine is: here, or in a JVM that has Deeplearning4j.
 *
 * @param engine the engine that the command line or the run asks for
 * @param device where it is to compute, as {@code --device} says
 * @param threads processor threads; 0 for all cores
 */
record EngineSwitch(Engine engine, String device, int threads) {
  private static final String CPU = "cpu";
  private static final String AUTO = "auto";

  /**
   * Carries the command out.
   *
   * @param spec the command, whose line another JVM is given
   * @param here what is done in the right JVM
   * @return the exit status
   * @throws UserException if the engine cannot compute there
   */
  int run(CommandSpec spec, IntSupplier here) {
    if (engine == Engine.TORCH || EngineJvm.isThis()) {
      return here.getAsInt();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    if (threads > 0) {
      variables.put("OMP_NUM_THREADS", String.valueOf(threads));
    }
    return EngineJvm.run(
        Udm.class.getName(),
        spec.root().commandLine().getParseResult().originalArgs(),
        backend(CudaSetup.present(), variables),
        variables);
  }

  private EngineJvm.Backend backend(CudaSetup machine, Map<String, String> variables) {
    if (device.equals(CPU)) {
      return EngineJvm.Backend.CPU;
    }
    boolean built = EngineJvm.has(EngineJvm.Backend.CUDA);
    if (device.equals(AUTO)) {
      List<GraphicsCard> usable =
          built
              ? machine.cards().stream().filter(card -> Nd4jCards.refusal(card).isEmpty()).toList()
              : List.of();
      if (usable.isEmpty()) {
        return EngineJvm.Backend.CPU;
      }
      Terminal.standard()
          .line(
              "computing on %s (--device cpu computes on the processor)".formatted(usable.get(0)));
      return on(usable.get(0), variables);
    }
    if (!device.matches("cuda(:\\d{1,6})?")) {
      throw UserException.usage(
          "--device %s: it must be cpu, cuda, cuda:N or auto".formatted(device));
    }
    if (!built) {
      throw UserException.usage(
          "--device %s with --engine dl4j: this build has ND4J for the processor alone; '%s --nd4j-cuda doctor --engine dl4j' builds for NVIDIA cards of compute capability 3.7 to 8.9, and --engine torch is for newer ones"
              .formatted(device, Terminal.COMMAND));
    }
    return on(Nd4jCards.choose(device, machine.cards()), variables);
  }

  /** The other cards are hidden: ND4J would spread over all. */
  private static EngineJvm.Backend on(GraphicsCard card, Map<String, String> variables) {
    variables.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID"); // as nvidia-smi counts
    variables.put("CUDA_VISIBLE_DEVICES", String.valueOf(card.index()));
    return EngineJvm.Backend.CUDA;
  }
}
