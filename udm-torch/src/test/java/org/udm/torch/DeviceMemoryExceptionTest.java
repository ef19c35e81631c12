package org.udm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceMemoryExceptionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of 79.10 GiB of which 12.35 GiB is free. Including non-PyTorch memory, this process has 66.74 GiB memory in use. | out of memory on cuda:0: 20.00 GiB asked for, 12.35 GiB of 79.10 GiB free
          CUDA out of memory. Tried to allocate 512 bytes. GPU 3 has a total capacity of 7.79 GiB of which 3.06 MiB is free. Process 41 has 5.5 GiB memory in use.                                        | out of memory on cuda:3: 512 bytes asked for, 3.06 MiB of 7.79 GiB free
          [enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 5368709120 bytes. Error code 12 (Cannot allocate memory)                       | out of memory on cpu: 5.00 GiB asked for
          CUDA error: out of memory                                                                                                                                                                     | out of memory on the device
          cuDNN error: CUDNN_STATUS_ALLOC_FAILED                                                                                                                                                        | out of memory on the device
          """)
  void whatTheAllocatorsSayIsUnderstood(String said, String expected) {
    RuntimeException thrown = new RuntimeException(said + "\nException raised from malloc");
    assertEquals(expected, DeviceMemoryException.in(thrown).get().getMessage());
    assertEquals(
        expected, DeviceMemoryException.in(new IllegalStateException(thrown)).get().getMessage());
    assertSame(thrown, DeviceMemoryException.translated(thrown).getCause());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
        "CUDA error: device-side assert triggered"
      })
  void anotherFailureStaysWhatItIs(String said) {
    RuntimeException thrown = new RuntimeException(said);
    assertEquals(Optional.empty(), DeviceMemoryException.in(thrown));
    assertSame(thrown, DeviceMemoryException.translated(thrown));
  }

  @Test
  void libTorchsOwnWordsAreUnderstood() {
    TorchRuntime runtime =
        TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1));
    long pebi = 1L << 50;
    RuntimeException thrown =
        assertThrows(RuntimeException.class, () -> runtime.zeros(DataType.U8, pebi));
    String message = DeviceMemoryException.in(thrown).get().getMessage();
    assertTrue(message.endsWith("on cpu: 1048576.00 GiB asked for"), message);
  }
}
