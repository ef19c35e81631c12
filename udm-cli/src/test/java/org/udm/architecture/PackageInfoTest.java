package org.udm.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every package says what lives there, in a {@code package-info.java} with a comment. */
class PackageInfoTest {

  @Test
  void everyPackageSaysWhatLivesThere() {
    List<Path> silent =
        Checkout.modules().stream()
            .flatMap(module -> silentPackages(module.resolve("src/main/java")).stream())
            .map(Checkout.root()::relativize)
            .toList();
    assertEquals(List.of(), silent, "packages without a commented package-info.java");
  }

  @Test
  void aPackageWithoutACommentIsFound(@TempDir Path source) throws IOException {
    Path spoken = Files.createDirectories(source.resolve("a"));
    Files.writeString(spoken.resolve("A.java"), "package a;");
    Files.writeString(spoken.resolve("package-info.java"), "/** What lives here. */ package a;");
    Path mute = Files.createDirectories(source.resolve("a/b"));
    Files.writeString(mute.resolve("package-info.java"), "package a.b;");
    Path silent = Files.createDirectories(source.resolve("a/c"));
    Files.writeString(silent.resolve("C.java"), "package a.c;");

    assertEquals(List.of(mute, silent), silentPackages(source));
  }

  private static List<Path> silentPackages(Path source) {
    return Checkout.javaFiles(source).stream()
        .map(Path::getParent)
        .distinct()
        .filter(folder -> !isCommented(folder.resolve("package-info.java")))
        .toList();
  }

  private static boolean isCommented(Path packageInfo) {
    try {
      return Files.isRegularFile(packageInfo) && Files.readString(packageInfo).contains("/**");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
