package org.udm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.torch.Device;
import org.udm.torch.cuda.CudaSetup;
import org.udm.torch.cuda.Machine;

/** A card is announced, and so is one that is left alone; a machine without one hears nothing. */
class ChosenDeviceTest {
  @TempDir Path root;

  @Test
  void whatThereIsToSayIsSaid() throws IOException {
    CudaSetup setup = CudaSetup.of(new Machine(root, Map.of()), CudaSetup.Build.CPU);
    assertEquals(Optional.empty(), ChosenDevice.words(Device.CPU, setup));

    String used = ChosenDevice.words(new Device(Device.Kind.CUDA, 1), setup).get();
    assertTrue(used.startsWith("computing on cuda:1 (--device cpu"), used);

    Files.writeString(
        Files.createDirectories(root.resolve("proc/driver/nvidia")).resolve("version"), "");
    String unused = ChosenDevice.words(Device.CPU, setup).get();
    assertTrue(unused.contains("./udm --cuda"), unused);
  }
}
