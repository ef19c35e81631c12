package org.udm.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The product obeys the house rules. It stands in this module because this one sees the others; the
 * benchmarks, which nobody calls and whose classes JMH subclasses, are not looked at.
 */
class ArchitectureTest {

  private static final List<String> NOT_SEEN_FROM_HERE = List.of("udm-bench");

  private final JavaClasses product =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.udm");

  @TestFactory
  Stream<DynamicTest> productObeysEveryRule() {
    return HouseRules.below("org.udm").all().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> e.getValue().check(product)));
  }

  @Test
  void everyModuleIsLookedAt() {
    for (Path module : Checkout.modules()) {
      String name = module.getFileName().toString();
      String room = "org.udm." + name.substring("udm-".length());
      boolean seen = product.stream().anyMatch(c -> c.getPackageName().startsWith(room));
      assertTrue(
          seen || NOT_SEEN_FROM_HERE.contains(name),
          () -> "no class of " + room + " is on the class path of these tests");
    }
  }
}
