package org.udm.cli.vector;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.udm.continuous.data.LabelledData;

/** The description of a data set, as a run keeps it. */
public final class Descriptions {
  private static final String SHAPE = "shape";
  private static final String CLASSES = "classes";

  private Descriptions() {}

  /**
   * Returns the description of some data.
   *
   * @param kind what they are: points or images
   * @param data some rows; one name of a label stands for no labels
   * @return the description
   */
  public static Map<String, Object> of(String kind, LabelledData data) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("kind", kind);
    description.put(SHAPE, java.util.Arrays.stream(data.items().shape()).boxed().toList());
    description.put(CLASSES, data.names().size() > 1 ? data.names() : List.of());
    return description;
  }

  /**
   * Returns the shape of an item.
   *
   * @param description a description
   * @return lengths of its axes
   * @throws IllegalArgumentException if there is none
   */
  public static int[] shape(Map<String, Object> description) {
    if (description.get(SHAPE) instanceof List<?> axes
        && !axes.isEmpty()
        && axes.stream().allMatch(a -> a instanceof Number n && n.intValue() > 0)) {
      return axes.stream().mapToInt(a -> ((Number) a).intValue()).toArray();
    }
    throw new IllegalArgumentException(
        "the shape of an item is " + description.get(SHAPE) + ": it must be lengths of axes");
  }

  /**
   * Returns what the labels mean.
   *
   * @param description a description
   * @return names [K], empty where there are no labels
   * @throws IllegalArgumentException if there is no list of names
   */
  public static List<String> classes(Map<String, Object> description) {
    if (description.get(CLASSES) instanceof List<?> names) {
      return names.stream().map(String::valueOf).toList();
    }
    throw new IllegalArgumentException(
        "the classes are " + description.get(CLASSES) + ": they must be a list of names");
  }
}
