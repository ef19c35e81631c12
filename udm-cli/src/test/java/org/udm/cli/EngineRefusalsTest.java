package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Deeplearning4j cannot do is refused before anything is started or written. */
class EngineRefusalsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "points | --precision=bf16 | it computes in fp32",
        "points | --accumulate=2 | it takes each batch in one piece",
        "points | --classes=labels | its network is not told of classes",
        "points | --processes=2 | it computes in one process",
        "points | --device=cuda | this build has ND4J for the processor alone",
        "points | --device=tpu | it must be cpu, cuda, cuda:N or auto",
        "images | --network=dit | it has a U-Net alone",
        "images | --corruption=blur | it has a network for Gaussian noise alone",
        "images | --multipliers=1,2,4 | 1, 2 and 3 times --width",
        "text | --corruption=uniform | it has a network for masking alone",
        "text | --layers=6 | has no such part",
        "text | --block-size=8 | its network writes whole rows",
        "restore | --width=32 | it has no network for this task",
      })
  void oneErrorSaysWhatWhyAndTheWayOut(String kind, String option, String reason) {
    Path out = folder.resolve("run");
    Object data =
        switch (kind) {
          case "points" -> "moons";
          case "images" -> "glyphs";
          default -> Cli.text(folder.resolve("text.txt"));
        };
    Cli run = Cli.run("train", kind, "--data=" + data, "--out=" + out, "--engine=dl4j", option);
    assertEquals(2, run.status(), run.err());
    assertTrue(run.err().startsWith("udm: --"), run.err());
    assertTrue(run.err().contains(reason), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void theDemonstrationKnowsItsEngines() {
    Cli deletion = Cli.run("demo", "--engine=dl4j", "--corruption=deletion", "--out=" + folder);
    assertEquals(2, deletion.status());
    assertTrue(deletion.err().contains("masking alone"), deletion.err());
    Cli other = Cli.run("demo", "--engine=onnx", "--out=" + folder);
    assertTrue(other.err().contains("--engine onnx: it must be one of torch, dl4j"), other.err());
  }
}
