package org.udm.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.udm.torch.cuda.CudaSetup;

/**
 * Loads LibTorch once, with MKL for its matrix products where MKL is on the class path, and in its
 * build for GPUs where that is on the class path and everything that it needs is on the machine.
 *
 * <p>JavaCPP's {@code openblas} loads the library named by the first property below in place of
 * OpenBLAS, and the second names the folder of native code to prefer; they have to be set before
 * the first class of the bindings initialises, so every class here that touches them calls {@link
 * #load()} first. A user who sets the second one decides: with {@code -gpu} the build for GPUs is
 * loaded also where there is no driver.
 */
final class Native {
  /** The property of JavaCPP's OpenBLAS that names another BLAS to load in its place. */
  private static final String BLAS_PROPERTY = "org.bytedeco.openblas.load";

  /** The property of JavaCPP that names the variant of the native code. */
  private static final String VARIANT_PROPERTY = "org.bytedeco.javacpp.platform.extension";

  private static final String GPU_VARIANT = "-gpu";

  /**
   * A name that no native code has: with none set, JavaCPP tries the variants one after another.
   */
  private static final String PLAIN_VARIANT = "-cpu";

  private static final long SQUARE = 64;

  static {
    CudaSetup cuda = CudaSetup.present();
    if (cuda.build() == CudaSetup.Build.CUDA && System.getProperty(VARIANT_PROPERTY) == null) {
      System.setProperty(VARIANT_PROPERTY, cuda.usable() ? GPU_VARIANT : PLAIN_VARIANT);
    }
    if (GPU_VARIANT.equals(System.getProperty(VARIANT_PROPERTY))) {
      cuda.libraries().load();
    }
    ClassLoader loader = Native.class.getClassLoader();
    String mkl = "org/bytedeco/mkl/" + Loader.getPlatform() + "/";
    boolean mklPresent =
        loader.getResource(mkl + "libmkl_rt.so.2") != null
            || loader.getResource(mkl + "mkl_rt.2.dll") != null;
    // ND4J in the same process links another OpenMP, and MKL's gnu threads then miss a symbol and
    // end the process.
    boolean nd4jPresent = loader.getResource("org/nd4j/linalg/factory/Nd4j.class") != null;
    if (mklPresent && !nd4jPresent && System.getProperty(BLAS_PROPERTY) == null) {
      System.setProperty(BLAS_PROPERTY, "mkl");
    }
    Loader.load(torch.class);
    // cuDNN would round the factors of F32 convolutions to 10 bits; cuBLAS does not unless told to.
    torch.globalContext().setAllowTF32CuDNN(false);
    if ("mkl".equals(System.getProperty(BLAS_PROPERTY))) {
      // One pool of threads: MKL's own choice, Intel's OpenMP, would spin against LibTorch's GNU
      // one.
      torch.set_env("MKL_THREADING_LAYER", "GNU", false);
      multiply();
    }
  }

  /**
   * A first product, for which MKL looks for the threads to use, once for all: it takes Intel's if
   * that library is in the process, whatever the variable says. JavaCPP loads it, which fails until
   * MKL is in use and works from then on, but without Intel's OpenMP, so that the first product on
   * several threads would end the process for want of a symbol.
   */
  @SuppressWarnings("try") // the scope frees the tensors
  private static void multiply() {
    try (PointerScope scope = new PointerScope()) {
      org.bytedeco.pytorch.Tensor square = torch.ones(SQUARE, SQUARE);
      torch.mm(square, square);
    }
  }

  private Native() {}

  /** Loads LibTorch if it is not loaded yet. */
  static void load() {
    // The work is done by the static initialiser, once.
  }

  /** The number of CUDA devices that LibTorch can use. */
  static int gpus() {
    return torch.cuda_is_available() ? Math.toIntExact(torch.getNumGPUs()) : 0;
  }

  /** Sets the threads of LibTorch's loops and of the BLAS behind it, for the whole process. */
  static void threads(int threads) {
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }

  /** The BLAS in use; the numbers are the preset's, known once threads were set. */
  static String blas() {
    return switch (openblas_nolapack.blas_get_vendor()) {
      case 2 -> "OpenBLAS";
      case 3 -> "MKL";
      default -> "unknown";
    };
  }
}
