package org.udm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublicSignatureTest {
  @Test
  void noTypeOfTheBindingsIsPublic()
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path root = Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> leaks = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(f -> f.toString().endsWith(".class")).toList();
    }
    assertTrue(files.size() > 20, "classes found under " + root);
    for (Path file : files) {
      String name = root.relativize(file).toString().replace('/', '.').replace('\\', '.');
      Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
      if (!type.isSynthetic() && Modifier.isPublic(type.getModifiers())) {
        inspect(type, leaks);
      }
    }
    assertEquals(List.of(), leaks);
  }

  private static void inspect(Class<?> type, List<String> leaks) {
    for (Method method : type.getDeclaredMethods()) {
      if (exported(method)) {
        check(method, leaks);
        if (foreign(method.getReturnType())) {
          leaks.add(method.toString());
        }
      }
    }
    for (Executable constructor : type.getDeclaredConstructors()) {
      if (exported(constructor)) {
        check(constructor, leaks);
      }
    }
    for (Field field : type.getDeclaredFields()) {
      if (exported(field) && foreign(field.getType())) {
        leaks.add(field.toString());
      }
    }
  }

  private static void check(Executable executable, List<String> leaks) {
    for (Class<?> parameter : executable.getParameterTypes()) {
      if (foreign(parameter)) {
        leaks.add(executable.toString());
      }
    }
  }

  private static boolean exported(Member member) {
    return !member.isSynthetic()
        && (Modifier.isPublic(member.getModifiers())
            || Modifier.isProtected(member.getModifiers()));
  }

  private static boolean foreign(Class<?> type) {
    Class<?> element = type.isArray() ? type.getComponentType() : type;
    return element.getName().startsWith("org.bytedeco.");
  }
}
