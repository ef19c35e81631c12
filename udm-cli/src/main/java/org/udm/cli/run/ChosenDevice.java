package org.udm.cli.run;

import java.util.List;
import java.util.Optional;
import org.udm.torch.Device;
import org.udm.torch.cuda.CudaSetup;
import org.udm.torch.cuda.GraphicsCard;

/** What is said of the device that {@code --device auto} chose. */
final class ChosenDevice {
  private ChosenDevice() {}

  /**
   * Returns what there is to say.
   *
   * @param device what was chosen
   * @return the card that is used, or how to use one that is not; nothing where there is none
   */
  static Optional<String> words(Device device) {
    return words(device, CudaSetup.present());
  }

  static Optional<String> words(Device device, CudaSetup cuda) {
    if (device.kind() == Device.Kind.CPU) {
      return cuda.unused();
    }
    List<GraphicsCard> cards = cuda.cards();
    return Optional.of(
        "computing on %s%s (--device cpu computes on the processor)"
            .formatted(
                device,
                cards.size() == 1 ? ", " + cards.get(0) : "")); // which of several is unsaid
  }
}
