package org.udm.torch.cuda;

/**
 * The libraries that LibTorch's GPU build wants, in an order in which they can be loaded: each
 * after those that it is linked against itself.
 *
 * <p>The names and versions are those of the {@code NEEDED} entries of {@code libtorch_cuda.so},
 * {@code libtorch_cpu.so} and {@code libtorch_cuda_linalg.so} of LibTorch 2.10 for CUDA 13.1; the
 * packages are those of Python's package index.
 */
public enum CudaLibrary {
  /** The CUDA runtime. */
  CUDART("libcudart.so.13", "nvidia-cuda-runtime", Need.REQUIRED),
  /** The compiler at run time, which cuDNN asks for on some convolutions. */
  NVRTC("libnvrtc.so.13", "nvidia-cuda-nvrtc", Need.IF_THERE),
  /** The linker at run time; cuSPARSE and cuSOLVER are linked against it. */
  NVJITLINK("libnvJitLink.so.13", "nvidia-nvjitlink", Need.REQUIRED),
  /** The profiling interface, which LibTorch is linked against whether it profiles or not. */
  CUPTI("libcupti.so.13", "nvidia-cuda-cupti", Need.REQUIRED),
  /** Matrix products with their neighbours. */
  CUBLAS_LT("libcublasLt.so.13", "nvidia-cublas", Need.REQUIRED),
  /** Matrix products. */
  CUBLAS("libcublas.so.13", "nvidia-cublas", Need.REQUIRED),
  /** Fourier transforms. */
  CUFFT("libcufft.so.12", "nvidia-cufft", Need.REQUIRED),
  /** Random numbers. */
  CURAND("libcurand.so.10", "nvidia-curand", Need.REQUIRED),
  /** Sparse matrices. */
  CUSPARSE("libcusparse.so.12", "nvidia-cusparse", Need.REQUIRED),
  /** Decompositions. */
  CUSOLVER("libcusolver.so.12", "nvidia-cusolver", Need.REQUIRED),
  /** Files read straight into the card's memory. */
  CUFILE("libcufile.so.0", "nvidia-cufile", Need.REQUIRED),
  /** Sums over several cards. */
  NCCL("libnccl.so.2", "nvidia-nccl-cu13", Need.REQUIRED),
  /** cuDNN's graphs. */
  CUDNN_GRAPH("libcudnn_graph.so.9", "nvidia-cudnn-cu13", Need.IF_THERE),
  /** cuDNN's operations. */
  CUDNN_OPS("libcudnn_ops.so.9", "nvidia-cudnn-cu13", Need.IF_THERE),
  /** cuDNN's convolutions. */
  CUDNN_CNN("libcudnn_cnn.so.9", "nvidia-cudnn-cu13", Need.IF_THERE),
  /** cuDNN's attention and recurrence. */
  CUDNN_ADV("libcudnn_adv.so.9", "nvidia-cudnn-cu13", Need.IF_THERE),
  /** Convolutions, and attention in bfloat16; it finds its parts beside itself. */
  CUDNN("libcudnn.so.9", "nvidia-cudnn-cu13", Need.REQUIRED);

  private enum Need {
    REQUIRED,
    IF_THERE
  }

  private final String file;
  private final String pipPackage;
  private final Need need;

  CudaLibrary(String file, String pipPackage, Need need) {
    this.file = file;
    this.pipPackage = pipPackage;
    this.need = need;
  }

  /**
   * Returns the name by which others are linked against it.
   *
   * @return such as libcublas.so.13
   */
  public String file() {
    return file;
  }

  /**
   * Returns the package of Python's package index that holds it.
   *
   * @return such as nvidia-cublas
   */
  public String pipPackage() {
    return pipPackage;
  }

  /**
   * Returns whether LibTorch does not load without it; the others are loaded where they are found.
   *
   * @return true for what must be there
   */
  public boolean required() {
    return need == Need.REQUIRED;
  }

  /** The file's name up to its version, such as {@code libcublas.so.}. */
  String stem() {
    return file.substring(0, file.lastIndexOf('.') + 1);
  }
}
