package org.udm.torch;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * The opened engine: a device, a precision and a seed, and the place where tensors are made.
 *
 * <pre>{@code
 * TorchRuntime runtime = TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(2));
 * Tensor x = runtime.tensor(new float[] {1, 2, 3, 4}, 2, 2);
 * }</pre>
 *
 * <p>The number of threads is a property of the process: the runtime opened last decides it.
 */
public final class TorchRuntime {
  static {
    Native.load();
  }

  private final Device device;
  private final RuntimeOptions options;

  private TorchRuntime(Device device, RuntimeOptions options) {
    this.device = device;
    this.options = options;
  }

  /**
   * Opens the engine.
   *
   * @param options device choice, threads, precision, seed
   * @return the engine on a device that exists here
   * @throws IllegalArgumentException if the device is malformed or not available
   */
  public static TorchRuntime of(RuntimeOptions options) {
    Device device = Device.parse(options.device());
    Native.threads(options.threads());
    return new TorchRuntime(device, options);
  }

  /** The device of the tensors made here. */
  public Device device() {
    return device;
  }

  /** The arithmetic of matrix products. */
  public Precision precision() {
    return options.precision();
  }

  /** The seed of the initial weights. */
  public long seed() {
    return options.seed();
  }

  /** What this run is computed with. */
  public RuntimeDescription describe() {
    return new RuntimeDescription(
        libTorchVersion(),
        Native.blas(),
        torch.get_num_threads(),
        text(torch.get_cpu_capability()),
        device.toString(),
        Native.gpus(),
        options.precision(),
        options.seed(),
        System.getProperty("java.version"),
        Loader.getPlatform());
  }

  /**
   * Copies an array to the device.
   *
   * @param data row-major values, as many as the shape holds
   * @param shape lengths of the axes
   * @return F32 tensor of that shape
   */
  public Tensor tensor(float[] data, long... shape) {
    return Tensor.of(data, shape).to(device);
  }

  /**
   * Copies an array to the device.
   *
   * @param data row-major values, as many as the shape holds
   * @param shape lengths of the axes
   * @return F64 tensor of that shape
   */
  public Tensor tensor(double[] data, long... shape) {
    return Tensor.of(data, shape).to(device);
  }

  /**
   * Copies an array to the device.
   *
   * @param data row-major values, as many as the shape holds
   * @param shape lengths of the axes
   * @return I32 tensor of that shape
   */
  public Tensor tensor(int[] data, long... shape) {
    return Tensor.of(data, shape).to(device);
  }

  /**
   * Copies an array to the device.
   *
   * @param data row-major values, as many as the shape holds
   * @param shape lengths of the axes
   * @return I64 tensor of that shape
   */
  public Tensor tensor(long[] data, long... shape) {
    return Tensor.of(data, shape).to(device);
  }

  /**
   * Copies an array to the device.
   *
   * @param data row-major truth values, as many as the shape holds
   * @param shape lengths of the axes
   * @return BOOL tensor of that shape
   */
  public Tensor tensor(boolean[] data, long... shape) {
    return Tensor.of(data, shape).to(device);
  }

  /**
   * Makes a tensor of zeros on the device.
   *
   * @param type element type
   * @param shape lengths of the axes
   */
  public Tensor zeros(DataType type, long... shape) {
    return new Tensor(torch.zeros(Tensor.checked(shape), options(type, device)));
  }

  /**
   * Makes a tensor on the device whose elements all have one value.
   *
   * @param value of every element
   * @param type element type
   * @param shape lengths of the axes
   */
  public Tensor full(double value, DataType type, long... shape) {
    Tensor result = zeros(type, shape);
    result.fillInPlace(value);
    return result;
  }

  static TensorOptions options(DataType type, Device device) {
    TensorOptions options = new TensorOptions(type.scalar());
    return device.kind() == Device.Kind.CPU
        ? options
        : options.device(new DeviceOptional(nativeDevice(device)));
  }

  static org.bytedeco.pytorch.Device nativeDevice(Device device) {
    return device.kind() == Device.Kind.CPU
        ? new org.bytedeco.pytorch.Device(DeviceType.CPU)
        : new org.bytedeco.pytorch.Device(DeviceType.CUDA, (byte) device.index());
  }

  private static String libTorchVersion() {
    return text(torch.show_config()).replaceAll("(?s).*TORCH_VERSION=([0-9.]+).*", "$1");
  }

  private static String text(BytePointer pointer) {
    return pointer.getString();
  }
}
