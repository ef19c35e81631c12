package org.udm.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who may know whom, for the classes below one root package.
 *
 * <p>The rules take the root as an argument, so that the same rules are held against the product
 * ({@code org.udm}) and against planted offenders, which they must reject. The rooms:
 *
 * <pre>
 *   core &lt;- torch &lt;- { continuous, discrete } &lt;- { dl4j, notebook, cli, bench }
 * </pre>
 */
final class HouseRules {

  private static final String[] ND4J_TYPES = {"org.nd4j..", "org.deeplearning4j.."};

  private static final String[] NATIVE_TYPES = {
    "org.bytedeco..", "org.nd4j..", "org.deeplearning4j.."
  };

  private final String root;

  private HouseRules(String root) {
    this.root = root;
  }

  /**
   * The rules for the classes below {@code root}.
   *
   * @param root a package, without the dots at its end
   */
  static HouseRules below(String root) {
    return new HouseRules(root);
  }

  /** Every rule, by the name under which a test reports it. */
  Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("rooms", rooms());
    rules.put("engine", engineStaysInItsRooms());
    rules.put("second engine", secondEngineStaysInItsRooms());
    rules.put("native use", nativeTypesStayInTheEngines());
    rules.put("native signatures", nativeTypesStayPrivate());
    rules.put("pointers", pointersStayPrivateEverywhere());
    rules.put("net and reverse", networksKnowNoReverseKernel());
    rules.put("core", coreNeedsNoOneElse());
    rules.put("cycles", packagesFormNoCycle());
    rules.put("static state", nothingStaticChanges());
    rules.put("randomness", randomnessIsAnArgument());
    rules.put("streams", librariesDoNotPrint());
    rules.put("exit", librariesDoNotExit());
    rules.put("names", namesSayWhatAThingIs());
    rules.put("final", aClassIsFinal());
    return rules;
  }

  private ArchRule rooms() {
    return layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("core")
        .definedBy(in("core"))
        .layer("torch")
        .definedBy(in("torch"))
        .layer("continuous")
        .definedBy(in("continuous"))
        .layer("discrete")
        .definedBy(in("discrete"))
        .layer("dl4j")
        .definedBy(in("dl4j"))
        .layer("notebook")
        .definedBy(in("notebook"))
        .layer("cli")
        .definedBy(in("cli"))
        .layer("bench")
        .definedBy(in("bench"))
        .whereLayer("core")
        .mayNotAccessAnyLayer()
        .whereLayer("torch")
        .mayOnlyAccessLayers("core")
        .whereLayer("continuous")
        .mayOnlyAccessLayers("core", "torch")
        .whereLayer("discrete")
        .mayOnlyAccessLayers("core", "torch")
        .whereLayer("dl4j")
        .mayOnlyAccessLayers("core", "continuous", "discrete")
        .whereLayer("notebook")
        .mayOnlyAccessLayers("core", "continuous", "discrete")
        .whereLayer("bench")
        .mayOnlyAccessLayers("core", "torch", "continuous", "discrete")
        .whereLayer("cli")
        .mayOnlyAccessLayers("core", "torch", "continuous", "discrete", "dl4j", "notebook")
        .ensureAllClassesAreContainedInArchitecture()
        .because("continuous and discrete never see each other, and a new room is entered here");
  }

  /** The command line is let in for its device options and for {@code udm doctor}. */
  private ArchRule engineStaysInItsRooms() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            in("torch"), in("continuous.net"), in("discrete.net"), in("cli"), in("bench"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(in("torch"))
        .because("gradients, devices and learning rates are the business of the networks");
  }

  /** The JVM of a user has neither ND4J nor what is built on it. */
  private ArchRule secondEngineStaysInItsRooms() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(in("dl4j"), in("cli.dl4j"), in("bench"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(in("dl4j"))
        .because("MKL and ND4J share no JVM, and LibTorch is to keep MKL");
  }

  private ArchRule nativeTypesStayInTheEngines() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(in("torch"), in("dl4j"), in("cli.dl4j"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(NATIVE_TYPES)
        .because("an engine can be replaced only where its types are");
  }

  /** Who uses the second engine has arrays and networks of Deeplearning4j, and wants them back. */
  private ArchRule nativeTypesStayPrivate() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(in("dl4j"))
        .should(new ExposeNo(resideInAnyPackage(ND4J_TYPES)))
        .because("an engine can be replaced only where its types are");
  }

  private ArchRule pointersStayPrivateEverywhere() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(new ExposeNo(resideInAnyPackage("org.bytedeco..")))
        .because("native memory has one owner, which does not hand it out");
  }

  private ArchRule networksKnowNoReverseKernel() {
    return noClasses()
        .that()
        .resideInAnyPackage(in("continuous.net"), in("discrete.net"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(in("core.reverse"))
        .because("the reverse kernel is chosen per run, with the same weights");
  }

  private ArchRule coreNeedsNoOneElse() {
    return classes()
        .that()
        .resideInAPackage(in("core"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.apache.commons..", in("core"))
        .because("the theory needs the JDK and Apache Commons, nothing else");
  }

  private ArchRule packagesFormNoCycle() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  private ArchRule nothingStaticChanges() {
    return fields()
        .that()
        .areStatic()
        .and(describe("are written by hand", f -> !has(f, JavaModifier.SYNTHETIC)))
        .should()
        .beFinal()
        .andShould()
        .notHaveRawType(describe("that holds what changes", HouseRules::isHolder))
        .because("two runs in one JVM must not see each other");
  }

  private ArchRule randomnessIsAnArgument() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Random.class, SplittableRandom.class, ThreadLocalRandom.class, SecureRandom.class)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(StrictMath.class, "random")
        .orShould()
        .callMethod(Collections.class, "shuffle", List.class)
        .because("a stream of random numbers is handed in, last argument, one per purpose");
  }

  private ArchRule librariesDoNotPrint() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(in("cli"), in("bench"))
        .should(ACCESS_STANDARD_STREAMS)
        .because("a library speaks to its caller, only a command speaks to the terminal");
  }

  private ArchRule librariesDoNotExit() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(in("cli"), in("bench"))
        .should()
        .callMethod(System.class, "exit", int.class)
        .because("a library has no right to end its caller");
  }

  private ArchRule namesSayWhatAThingIs() {
    return noClasses()
        .should()
        .haveNameMatching(".*[.$](Abstract[A-Z][^.$]*|[^.$]*(Impl|Utils?|Manager|Helper)s?)")
        .because("such a name says how, not what");
  }

  private ArchRule aClassIsFinal() {
    return classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .areNotAnonymousClasses()
        .and()
        .resideOutsideOfPackage(in("bench"))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .because("a type is an interface, a record or a final class; vary by wrapping");
  }

  private static boolean has(JavaField field, JavaModifier modifier) {
    return field.getModifiers().contains(modifier);
  }

  private static boolean isHolder(JavaClass type) {
    boolean collection = type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
    return (collection && !type.isInterface())
        || type.isAssignableTo(ThreadLocal.class)
        || type.getPackageName().equals("java.util.concurrent.atomic");
  }

  private String in(String room) {
    return root + "." + room + "..";
  }
}
