package dev.espalier.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the module descriptors cannot say about who may use what. */
class ArchitectureTest {
  private static final String HAL = "dev.espalier.hal..";
  private static final String PORT = "dev.espalier.hal.port..";
  private static final String EMULATOR = "dev.espalier.emulator..";
  private static final String WEBSOCKET = "dev.espalier.websocket..";

  /** The one place that meets the host's clock: pacer, real networks, watchdog. */
  private static final String HOST = "dev.espalier.emulator.host..";

  private static final String[] TOOLS = {
    "dev.espalier.cli..", "dev.espalier.testkit..", "dev.espalier.bench.."
  };

  private static final Set<String> HOST_CLOCK_METHODS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.sleep",
          "java.lang.Math.random",
          "java.lang.StrictMath.random",
          "java.util.UUID.randomUUID",
          "java.util.Calendar.getInstance",
          "java.util.concurrent.CompletableFuture.completeOnTimeout",
          "java.util.concurrent.CompletableFuture.delayedExecutor",
          "java.util.concurrent.CompletableFuture.orTimeout",
          "java.util.concurrent.Executors.newScheduledThreadPool",
          "java.util.concurrent.Executors.newSingleThreadScheduledExecutor",
          "java.util.concurrent.TimeUnit.sleep",
          "java.util.concurrent.locks.LockSupport.parkNanos",
          "java.util.concurrent.locks.LockSupport.parkUntil");

  /** Seeded with the time or by the host if they are made with no argument. */
  private static final Set<String> SEEDED_BY_THE_HOST =
      Set.of("java.util.Random", "java.util.SplittableRandom", "java.util.Date");

  private static final Set<String> HOST_CLOCK_CLASSES =
      Set.of(
          "java.util.Timer",
          "java.util.TimerTask",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.concurrent.ScheduledExecutorService",
          "java.util.concurrent.ScheduledThreadPoolExecutor");

  private static JavaClasses production;

  @BeforeAll
  static void readClasses() {
    production =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.espalier");
  }

  @Test
  void halUsesNothingButTheJdk() {
    check(
        classes()
            .that()
            .resideInAPackage(HAL)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    HAL, "java..", "org.jspecify.annotations", "com.google.errorprone..")));
  }

  @Test
  void websocketClientUsesNothingButHal() {
    check(
        classes()
            .that()
            .resideInAPackage(WEBSOCKET)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    WEBSOCKET,
                    HAL,
                    "java..",
                    "org.jspecify.annotations",
                    "com.google.errorprone..")));
  }

  @Test
  void emulatorKnowsNeitherTheClientNorTheTools() {
    check(
        noClasses()
            .that()
            .resideInAPackage(EMULATOR)
            .should()
            .dependOnClassesThat(resideInAnyPackage(WEBSOCKET).or(resideInAnyPackage(TOOLS))));
  }

  @Test
  void onlyHalEmulatorAndScriptedPeersUseThePort() {
    check(
        noClasses()
            .that()
            // A scripted peer is a host on the same network as the boards, below the sockets.
            .resideOutsideOfPackages(HAL, EMULATOR, "dev.espalier.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PORT));
  }

  @Test
  void nothingReadsTheHostClockOrDrawsFromTheHost() {
    check(
        noClasses()
            .that(areRuledByTheSimulation())
            .should()
            .accessTargetWhere(describe("is the host's clock or chance", this::isHostClock))
            .because("time and chance come from the simulation; see " + HOST));
  }

  @Test
  void noTimersOfTheJdk() {
    check(
        noClasses()
            .that(areRuledByTheSimulation())
            .should()
            .dependOnClassesThat(
                describe("are timers of the JDK", c -> HOST_CLOCK_CLASSES.contains(c.getName()))));
  }

  @Test
  void onlyToolsPrintOrExit() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(TOOLS)
            .should()
            .accessTargetWhere(describe("prints or exits", this::isPrintOrExit)));
  }

  @Test
  void theLoopIsTheOnlyLock() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(HAL, WEBSOCKET)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks.."));
  }

  @Test
  void nothingStaticChanges() {
    check(
        fields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(HAL, WEBSOCKET, EMULATOR)
            .and()
            .areStatic()
            .should()
            .beFinal()
            .because("several simulations run in one JVM"));
  }

  private static void check(ArchRule rule) {
    // A rule about a package that has no class yet is kept.
    rule.allowEmptyShould(true).check(production);
  }

  private static DescribedPredicate<JavaClass> areRuledByTheSimulation() {
    return resideInAnyPackage(HAL, WEBSOCKET, EMULATOR)
        .and(DescribedPredicate.not(resideInAnyPackage(HOST)))
        .as("are ruled by the simulation");
  }

  private boolean isHostClock(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    String owner = target.getOwner().getName();
    if (HOST_CLOCK_METHODS.contains(owner + "." + target.getName())) {
      return true;
    }
    if (!(target instanceof AccessTarget.CodeUnitAccessTarget call)) {
      return false;
    }
    return switch (call.getName()) {
      case "<init>" -> call.getRawParameterTypes().isEmpty() && SEEDED_BY_THE_HOST.contains(owner);
      case "now" -> owner.startsWith("java.time.");
      case "wait", "join" ->
          Set.of("java.lang.Object", "java.lang.Thread").contains(owner)
              && !call.getRawParameterTypes().isEmpty();
      default -> owner.equals("java.time.Clock") && call.getName().startsWith("system");
    };
  }

  private boolean isPrintOrExit(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    return switch (target.getFullName()) {
      case "java.lang.System.out", "java.lang.System.err" -> true;
      case "java.lang.System.exit(int)",
          "java.lang.Runtime.exit(int)",
          "java.lang.Runtime.halt(int)" ->
          true;
      default ->
          target.getName().equals("printStackTrace")
              && target instanceof AccessTarget.CodeUnitAccessTarget call
              && call.getRawParameterTypes().isEmpty();
    };
  }
}
