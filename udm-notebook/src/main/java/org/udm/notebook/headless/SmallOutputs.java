package org.udm.notebook.headless;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.udm.notebook.document.Output;

/** Keeps notebooks small: large outputs give way to a line that says so. */
public final class SmallOutputs {
  private static final int LARGEST_TEXT = 8_000; // characters
  private static final int LARGEST_FORM = 150_000; // characters, of a picture in base 64

  private SmallOutputs() {}

  /**
   * Returns outputs fit to be stored with the sources.
   *
   * @param outputs the outputs of each cell
   * @return the same with the large ones cut
   */
  public static List<List<Output>> of(List<List<Output>> outputs) {
    return outputs.stream().map(cell -> cell.stream().map(SmallOutputs::small).toList()).toList();
  }

  private static Output small(Output output) {
    if (output instanceof Output.Stream printed && printed.text().length() > LARGEST_TEXT) {
      return new Output.Stream(
          printed.name(),
          printed.text().substring(0, LARGEST_TEXT)
              + "\n... and %d more characters\n".formatted(printed.text().length() - LARGEST_TEXT));
    }
    if (output instanceof Output.Display shown) {
      return new Output.Display(small(shown.data()), shown.id());
    }
    if (output instanceof Output.Result result) {
      return new Output.Result(small(result.data()), result.count());
    }
    return output;
  }

  private static Map<String, Object> small(Map<String, Object> data) {
    Map<String, Object> kept = new LinkedHashMap<>(data);
    if (kept.values().removeIf(form -> form.toString().length() > LARGEST_FORM)) {
      kept.put("text/plain", "(too large to be stored: execute the notebook to see it)");
    }
    return kept;
  }
}
