package org.udm.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every rule rejects the classes planted against it, and no other planted class. */
class HouseRulesTest {

  private static final String PLANTED = "org.udm.architecture.planted";

  /** Rule to the planted classes that it must reject. */
  private static final Map<String, Set<String>> OFFENDERS =
      Map.ofEntries(
          Map.entry("rooms", Set.of("KnowsAnEngine", "KnowsOtherEngine", "SeesImages", "Unfiled")),
          Map.entry("engine", Set.of("KnowsAnEngine", "KnowsGradients", "KnowsOtherEngine")),
          Map.entry("second engine", Set.of("TrainsGraphs")),
          Map.entry("native use", Set.of("HoldsNativeArray")),
          Map.entry("native signatures", Set.of("ShowsNativeResult", "ShowsNativeParent")),
          Map.entry("pointers", Set.of("ShowsPointer")),
          Map.entry("net and reverse", Set.of("KnowsKernel")),
          Map.entry("core", Set.of("KnowsAnEngine")),
          Map.entry("cycles", Set.of("There", "BackAgain")),
          Map.entry("static state", Set.of("Counts", "Remembers")),
          Map.entry("randomness", Set.of("ThrowsDice", "HidesDice")),
          Map.entry("streams", Set.of("Prints")),
          Map.entry("exit", Set.of("Leaves")),
          Map.entry("names", Set.of("AbstractThing", "DrawUtils", "DrawUtils$Manager")),
          Map.entry("final", Set.of("Extendable")));

  private static final Pattern ORIGIN =
      Pattern.compile("<" + Pattern.quote(PLANTED) + "[a-z0-9.]*\\.([A-Z][A-Za-z$]*)");

  private final JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);
  private final Map<String, ArchRule> rules = HouseRules.below(PLANTED).all();

  @Test
  void everyRuleHasAnOffender() {
    assertEquals(new TreeSet<>(rules.keySet()), new TreeSet<>(OFFENDERS.keySet()));
  }

  @TestFactory
  Stream<DynamicTest> everyRuleRejectsItsOffendersOnly() {
    return OFFENDERS.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(),
                    () ->
                        assertEquals(
                            new TreeSet<>(e.getValue()), rejectedBy(rules.get(e.getKey())))));
  }

  /** The classes in which the violations of a rule start. */
  private Set<String> rejectedBy(ArchRule rule) {
    Set<String> rejected = new TreeSet<>();
    for (String violation : rule.evaluate(planted).getFailureReport().getDetails()) {
      violation
          .lines()
          .forEach(
              line -> {
                Matcher origin = ORIGIN.matcher(line);
                if (origin.find()) {
                  rejected.add(origin.group(1));
                }
              });
    }
    return rejected;
  }
}
