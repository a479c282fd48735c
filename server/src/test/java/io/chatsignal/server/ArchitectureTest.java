package io.chatsignal.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The law that STYLE and ARCHITECTURE state in words. To change it is a commit of its own. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("testkit"))
          .importPackages("io.chatsignal");

  private static final String[] JAVA_SE = {"java..", "javax.crypto..", "org.jspecify.."};

  @ParameterizedTest
  @CsvSource({
    "engineio,''",
    "socketio,io.chatsignal.engineio",
    "transport,io.chatsignal.engineio io.chatsignal.socketio io.netty.. org.slf4j..",
    "signaling,com.nimbusds..",
    "redis,io.chatsignal.signaling io.lettuce.core.. org.slf4j..",
  })
  void moduleImportsOnlyWhatStandsBelowIt(String module, String below) {
    DescribedPredicate<JavaClass> allowed =
        resideInAnyPackage(JAVA_SE)
            .or(resideInAPackage("io.chatsignal." + module))
            .or(resideInAnyPackage(below.split(" ", -1)))
            .or(resideInAnyPackage("javax.net.ssl.."));
    classes()
        .that()
        .resideInAPackage("io.chatsignal." + module + "..")
        .should()
        .onlyDependOnClassesThat(allowed)
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"engineio", "socketio", "transport", "signaling", "redis"})
  void moduleIsOneFlatPackage(String module) {
    classes()
        .that()
        .resideInAPackage("io.chatsignal." + module + "..")
        .should()
        .resideInAPackage("io.chatsignal." + module)
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.chatsignal.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void protocolAndDomainHaveNoClockAndNoThread() {
    Set<String> clocks =
        Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep",
            "java.time.Instant.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now");
    DescribedPredicate<JavaMethodCall> readsAClock =
        DescribedPredicate.describe(
            "reads a clock",
            call -> clocks.contains(call.getTargetOwner().getName() + "." + call.getName()));
    noClasses()
        .that(areWithoutTime())
        .should(callMethodWhere(readsAClock.forSubtype()))
        .check(CLASSES);
    noClasses()
        .that(areWithoutTime())
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.time\\.(Clock|InstantSource)|java\\.util\\.(Timer|TimerTask)|java\\.lang\\.Thread"
                + "|java\\.util\\.concurrent\\.(Executors|.*ExecutorService|ThreadFactory)")
        .check(CLASSES);
  }

  @Test
  void nettyAndItsBuffersStayInTransport() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.chatsignal.transport")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(CLASSES);
  }

  /** So that none of it is loaded where it is off. */
  @Test
  void openTelemetryStaysInTelemetry() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.chatsignal.server.telemetry")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.opentelemetry..")
        .check(CLASSES);
  }

  @Test
  void onlyCommandsPrintAndExit() {
    DescribedPredicate<JavaAccess<?>> standardStream =
        DescribedPredicate.describe(
            "is a standard stream",
            access ->
                access.getTargetOwner().isEquivalentTo(System.class)
                    && Set.of("out", "err", "exit").contains(access.getName()));
    noClasses()
        .that()
        .resideOutsideOfPackage("io.chatsignal.server.cli")
        .should()
        .accessTargetWhere(standardStream)
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES)
        .allSatisfy(type ->
            assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                .as(type.getPackageName())
                .isTrue());
  }

  @Test
  void namesSayARole() {
    ArchRule rule =
        noClasses()
            .should()
            .haveNameMatching(
                ".*(Manager|Helper|Utils?|Impl)(\\$.*)?|.*\\.(Base|Abstract|I)[A-Z][a-z].*");
    rule.check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> areWithoutTime() {
    return resideInAnyPackage(
        "io.chatsignal.engineio", "io.chatsignal.socketio", "io.chatsignal.signaling");
  }
}
