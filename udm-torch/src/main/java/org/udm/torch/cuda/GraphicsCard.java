package org.udm.torch.cuda;

import java.util.ArrayList;
import java.util.List;

/**
 * A GPU as its driver describes it.
 *
 * @param index as nvidia-smi counts, from 0
 * @param name such as NVIDIA H100 80GB HBM3
 * @param memoryMib memory in MiB
 * @param freeMib of it free at the moment, in MiB
 * @param capability compute capability, such as 9.0
 * @param driver version of the driver
 */
public record GraphicsCard(
    int index, String name, long memoryMib, long freeMib, String capability, String driver) {
  /** What nvidia-smi is asked for, in the order of {@link #parse}. */
  static final List<String> QUERY =
      List.of(
          "nvidia-smi",
          "--query-gpu=index,memory.total,memory.free,compute_cap,driver_version,name",
          "--format=csv,noheader,nounits");

  private static final int FIELDS = 6;

  /**
   * Reads what nvidia-smi answers to {@link #QUERY}.
   *
   * @param text one card a line
   * @return the cards; lines that are no cards, such as an error, are left out
   */
  static List<GraphicsCard> parse(String text) {
    List<GraphicsCard> cards = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] fields = line.split(",", FIELDS);
      if (fields.length == FIELDS && fields[0].strip().matches("\\d+")) {
        cards.add(
            new GraphicsCard(
                Integer.parseInt(fields[0].strip()),
                fields[5].strip(),
                mib(fields[1]),
                mib(fields[2]),
                fields[3].strip(),
                fields[4].strip()));
      }
    }
    return cards;
  }

  /**
   * A number, or 0 where the driver says [N/A], as for memory that is shared with the processor.
   */
  private static long mib(String field) {
    return field.strip().matches("\\d{1,18}") ? Long.parseLong(field.strip()) : 0;
  }

  /** Such as NVIDIA H100 80GB HBM3, 79.6 GiB (79.1 free), compute capability 9.0. */
  @Override
  public String toString() {
    return "%s, %.1f GiB (%.1f free), compute capability %s"
        .formatted(name, memoryMib / 1024.0, freeMib / 1024.0, capability);
  }
}
