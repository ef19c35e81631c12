package org.udm.torch.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.udm.torch.DataType;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.example.ToyProblem;

class CheckpointTest {
  @TempDir Path folder;

  private static Map<String, Tensor> state(ToyProblem toy) {
    return Map.of(
        "weights", toy.parameters().values(),
        "mean", toy.optimizer().mean(),
        "square", toy.optimizer().square(),
        "average", toy.average().values());
  }

  private static TorchRuntime runtime(long seed) {
    return TorchRuntime.of(
        RuntimeOptions.defaults().withDevice("cpu").withThreads(1).withSeed(seed));
  }

  @Test
  void aRunComesBackToTheBit() throws IOException {
    Path path = folder.resolve("run.safetensors");
    Map<String, String> texts = Map.of("step", "5", "corruption", "masking \"\u00e9\"");
    try (ToyProblem toy = ToyProblem.of(runtime(1));
        ToyProblem other = ToyProblem.of(runtime(2))) {
      toy.train(5);
      Checkpoint.write(path, state(toy), texts);
      Map<String, String> read = Checkpoint.read(path, state(other));
      texts.forEach((key, text) -> assertEquals(text, read.get(key)));
      state(toy)
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(tensor.floats(), state(other).get(name).floats(), name));
    }
    assertEquals(1, files(), "no temporary file is left");
  }

  @Test
  void everyTypeComesBack() {
    Path path = folder.resolve("types.safetensors");
    Tensor x = Tensor.of(new float[] {0, 1, 2, 100, 4, 5}, 2, 3);
    List<SafetensorsEntry> entries =
        Arrays.stream(DataType.values()).map(t -> SafetensorsEntry.of(t.name(), x.to(t))).toList();
    SafetensorsWriter.write(path, entries, Map.of("k", "v"));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals("v", file.metadata().get("k"));
      for (DataType type : DataType.values()) {
        Tensor target = x.multiply(0).to(type);
        file.read(type.name(), target);
        assertArrayEquals(x.to(type).doubles(), target.doubles(), type.name());
      }
    }
  }

  /** Written by the safetensors library of Python; see the values there. */
  @Test
  void aFileOfPythonIsRead() throws URISyntaxException {
    Path path = Path.of(CheckpointTest.class.getResource("/python.safetensors").toURI());
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      Tensor matrix = Tensor.of(new float[6], 2, 3);
      file.read("matrix", matrix);
      assertArrayEquals(new float[] {0, 0.5f, 1, 1.5f, 2, 2.5f}, matrix.floats());
      Tensor ids = Tensor.of(new long[3], 3);
      file.read("ids", ids);
      assertArrayEquals(new long[] {7, -1, 1L << 40}, ids.longs());
      Tensor law = Tensor.of(new double[2], 2);
      file.read("law", law);
      assertArrayEquals(new double[] {0.1, 1e-300}, law.doubles());
      Tensor raw = Tensor.of(new int[3], 3).to(DataType.U8);
      file.read("raw", raw);
      assertArrayEquals(new int[] {'u', 'd', 'm'}, raw.ints());
      Tensor small = Tensor.of(new int[2], 2);
      file.read("small", small);
      assertArrayEquals(new int[] {3, -4}, small.ints());
      assertEquals("safetensors of Python", file.metadata().get("origin"));
    }
  }

  private byte[] goodFile(Path path) throws IOException {
    SafetensorsWriter.write(
        path,
        List.of(
            SafetensorsEntry.of("a", Tensor.of(new double[] {1, 2}, 2)),
            SafetensorsEntry.of("b", Tensor.of(new long[] {3}, 1))),
        Map.of("note", "abc"));
    return Files.readAllBytes(path);
  }

  private String faultOf(Path path) {
    String message =
        assertThrows(CheckpointException.class, () -> SafetensorsFile.open(path).close())
            .getMessage();
    assertTrue(message.contains(path.toString()), message);
    return message;
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    Path path = folder.resolve("cut.safetensors");
    byte[] good = goodFile(path);
    for (int length = 0; length < good.length; length++) {
      Files.write(path, Arrays.copyOf(good, length));
      faultOf(path);
    }
    Files.write(path, Arrays.copyOf(good, good.length + 1));
    assertTrue(faultOf(path).contains("appended to"));
  }

  @Test
  void aFlippedBitAnywhereIsRefused() throws IOException {
    Path path = folder.resolve("flipped.safetensors");
    byte[] good = goodFile(path);
    SplittableRandom random = new SplittableRandom(3);
    String header = new String(good, StandardCharsets.ISO_8859_1);
    int keyStart = header.indexOf(SafetensorsWriter.CHECKSUM);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << random.nextInt(8));
      Files.write(path, bad);
      if (i < keyStart || i >= keyStart + SafetensorsWriter.CHECKSUM.length()) {
        faultOf(path);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}|overlap",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}|gap",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}}|8 bytes expected",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,12]}}|numbers >= 0",
        "{'a':{'dtype':'F32','shape':[9223372036854775807,9],'data_offsets':[0,12]}}|too large",
        "{'a':{'dtype':'F9','shape':[3],'data_offsets':[0,12]}}|type",
        "{'a':{'dtype':'F32','shape':[3]}}|without the list",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0]}}|two numbers",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}|JSON",
        "[1,2]|not a JSON object",
        "{'a':|JSON",
      })
  void aCorruptedHeaderIsNamed(String header, String expected) throws IOException {
    Path path = folder.resolve("header.safetensors");
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    Files.write(path, bytes.array());
    String message = faultOf(path);
    assertTrue(message.contains(expected), message);
  }

  @Test
  void anotherNetworkIsRefusedAndNothingIsChanged() {
    Path path = folder.resolve("other.safetensors");
    Tensor three = Tensor.of(new float[] {1, 2, 3}, 3);
    Checkpoint.write(path, Map.of("a", three, "b", three), Map.of());
    Tensor same = Tensor.of(new float[3], 3);
    Tensor wider = Tensor.of(new float[4], 4);
    String shape = refusal(path, Map.of("a", same, "b", wider));
    assertTrue(shape.contains("[3]") && shape.contains("[4]"), shape);
    String name = refusal(path, Map.of("a", same, "c", same));
    assertTrue(name.contains("has no 'c'"), name);
    assertArrayEquals(new float[3], same.floats());
    refusal(folder.resolve("missing"), Map.of());
  }

  private static String refusal(Path path, Map<String, Tensor> into) {
    return assertThrows(CheckpointException.class, () -> Checkpoint.read(path, into)).getMessage();
  }

  @Test
  void aFullDiskLeavesTheCheckpointBeforeIt() throws IOException {
    Path path = folder.resolve("full.safetensors");
    byte[] good = goodFile(path);
    SafetensorsEntry failing =
        new SafetensorsEntry(
            "c",
            DataType.F32,
            List.of(1L),
            channel -> {
              channel.write(ByteBuffer.allocate(2));
              if (channel instanceof java.nio.channels.FileChannel) {
                throw new IOException("No space left on device");
              }
              channel.write(ByteBuffer.allocate(2));
            });
    String message =
        assertThrows(
                CheckpointException.class,
                () -> SafetensorsWriter.write(path, List.of(failing), Map.of()))
            .getMessage();
    assertTrue(message.contains("No space left") && message.contains("free space"), message);
    assertArrayEquals(good, Files.readAllBytes(path));
    assertEquals(1, files(), "the temporary file is gone");
  }

  @Test
  void equalNamesAreRefused() {
    Path path = folder.resolve("twice.safetensors");
    SafetensorsEntry one = SafetensorsEntry.of("a", Tensor.of(new long[] {1}, 1));
    List<SafetensorsEntry> twice = List.of(one, one);
    assertThrows(
        IllegalArgumentException.class, () -> SafetensorsWriter.write(path, twice, Map.of()));
    assertFalse(Files.exists(path));
  }

  @Test
  void writingLeaksNoScope() {
    Path path = folder.resolve("scope.safetensors");
    try (ToyProblem toy = ToyProblem.of(runtime(1))) {
      Tensor outside = Tensor.of(new float[] {1}, 1);
      TensorScope.run(
          scope -> {
            Checkpoint.write(path, state(toy), Map.of());
            return null;
          });
      assertEquals(1, outside.item());
    }
  }

  private long files() throws IOException {
    try (var list = Files.list(folder)) {
      return list.count();
    }
  }
}
