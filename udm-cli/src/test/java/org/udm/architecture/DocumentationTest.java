package org.udm.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees is explained where it stands. */
class DocumentationTest {

  @Test
  void everyPublicMemberIsDocumented() {
    List<Path> sources =
        Checkout.modules().stream()
            .flatMap(module -> Checkout.javaFiles(module.resolve("src/main/java")).stream())
            .toList();
    assertEquals("", String.join("\n", Undocumented.in(sources)));
  }

  @Test
  void everyKindOfSilenceIsFound(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("Silent.java");
    Files.writeString(
        file,
        """
        public final class Silent {
          public static final int SHOWN = 1;
          static final int HIDDEN = 1;
          public Silent() {}
          protected void member() {}
          void hidden() { class Local { public void inside() {} } }
          @Override public String toString() { return ""; }
          /** Sums. */
          public int sum(int[] values, int from) { return 0; }
          /** Explained. */
          public interface Shown { void implicit(); private void helper() {} }
          /** Explained, but for b.
           * @param a first */
          public record Pair(int a, int b) { public Pair { } static final int ZERO = 0; }
          /** Explained, but for its constant. */
          public enum Side { LEFT }
          private static final class Hidden { public void inside() {} }
        }
        """);
    String prefix = file + ":";
    assertEquals(
        List.of(
            "1: Silent has no comment",
            "2: SHOWN has no comment",
            "4: <init> has no comment",
            "5: member has no comment",
            "9: sum has no @param values",
            "11: implicit has no comment",
            "14: Pair has no @param b",
            "16: LEFT has no comment"),
        Undocumented.in(List.of(file)).stream().map(f -> f.substring(prefix.length())).toList());
  }
}
