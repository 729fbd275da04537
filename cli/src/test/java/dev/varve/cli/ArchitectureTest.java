package dev.varve.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.varve.cli.session.Settings;
import dev.varve.cli.virsh.VirshCommands;
import dev.varve.core.operation.DomainLock;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.FileJournalStorage;
import dev.varve.image.ImageFormat;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// What may know what. Each rule is tried twice: it holds for Varve's classes, and it finds what
/// breaks it.
class ArchitectureTest {
    private static final JavaClasses VARVE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("dev.varve");

    private static final Set<String> GENERIC =
            Set.of("java.lang.Throwable", "java.lang.Exception", "java.lang.RuntimeException");

    private static final Pattern VAGUE =
            Pattern.compile(".*(Manager|Utils?|Helper|Impl|Base|Common|Misc)");

    @Test
    void modulesKnowOnlyThoseBelow() {
        holds(
                apart(
                        "dev.varve.image..",
                        "dev.varve.core..",
                        "dev.varve.libvirt..",
                        "dev.varve.cli.."));
        holds(apart("dev.varve.core..", "dev.varve.libvirt..", "dev.varve.cli.."));
        holds(apart("dev.varve.libvirt..", "dev.varve.cli.."));

        finds(apart("dev.varve.cli..", "dev.varve.core.."), VARVE);
    }

    @Test
    void aPlanKnowsTheModelAlone() {
        holds(only("dev.varve.core.plan..", "dev.varve.core.plan..", "dev.varve.core.model"));
        holds(room("step"));
        holds(room("layers", "step"));
        holds(room("snapshot", "layers", "step"));
        holds(room("group", "snapshot", "layers", "step"));
        holds(room("keep", "snapshot", "layers", "step"));
        holds(room("serve", "step"));

        finds(room("layers"), VARVE);
        finds(only("dev.varve.core.operation", "dev.varve.core.operation"), VARVE);
    }

    @Test
    void theModelKnowsNothing() {
        holds(only("dev.varve.core.model", "dev.varve.core.model"));

        finds(only("dev.varve.core.plan.step", "dev.varve.core.plan.step"), VARVE);
    }

    @Test
    void aPictureKnowsTheModelAlone() {
        holds(only("dev.varve.core.map", "dev.varve.core.map", "dev.varve.core.model"));
    }

    @Test
    void aPlanReadsNoFileAndNoClock() {
        holds(pure("dev.varve.core.plan.."));
        holds(pure("dev.varve.core.model"));
        holds(pure("dev.varve.core.map"));
        holds(pure("dev.varve.cli.svg"));

        finds(pure("dev.varve.core.operation"), VARVE);
    }

    @Test
    void aNameSaysWhatAClassIs() {
        var rule =
                noClasses()
                        .should()
                        .haveNameMatching(VAGUE.pattern())
                        .because("if no noun fits, the responsibility is wrong");

        holds(rule);
        finds(rule, offender(Offenders.SnapshotManager.class));
    }

    @Test
    void everyPackageIsNullMarked() {
        var rule =
                classes()
                        .that(
                                describe(
                                        "are no descriptors",
                                        c -> !c.getSimpleName().equals("module-info")))
                        .should(liveInANullMarkedPackage());

        holds(rule);
        finds(rule, offender(picocli.CommandLine.class));
    }

    @Test
    void onlyMainPrintsAndExits() {
        var rule =
                noClasses()
                        .that(not(belongToAnyOf(Main.class)))
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err")
                        .orShould()
                        .accessField(FileDescriptor.class, "out")
                        .orShould()
                        .accessField(FileDescriptor.class, "err")
                        .orShould(accessMethod(System.class, "exit"))
                        .orShould(accessMethod(Runtime.class, "exit"))
                        .orShould(accessMethod(Runtime.class, "halt"));

        holds(rule);
        finds(rule, offender(Offenders.Printing.class));
        finds(rule, offender(Offenders.Halting.class));
    }

    /// Memory that isn't on the heap is anybody's; what can't be checked is not.
    @Test
    void nativeCodeIsCalledInTwoPackages() {
        var rule =
                noClasses()
                        .that(not(resideInAnyPackage("dev.varve.libvirt", "dev.varve.image.posix")))
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(Linker.class, SymbolLookup.class)
                        .orShould()
                        .callMethodWhere(
                                target(owner(assignableTo(MemorySegment.class)))
                                        .and(target(name("reinterpret"))));

        holds(rule);
        finds(rule, offender(Offenders.Foreign.class));
    }

    @Test
    void anExceptionSaysWhatWentWrong() {
        var rule = classes().should(throwNothingGeneric());

        holds(rule);
        finds(rule, offender(Offenders.Throwing.class));
        finds(rule, offender(Offenders.Declaring.class));
    }

    @Test
    void packagesOfAModuleMakeNoCycle() {
        holds(acyclic("dev.varve.image"));
        holds(acyclic("dev.varve.core"));
        holds(acyclic("dev.varve.libvirt"));
        holds(acyclic("dev.varve.cli"));

        finds(
                acyclic("java.util"),
                offender(Collection.class, StreamSupport.class, Spliterator.class));
    }

    /// The images of a host are opened behind the port alone, so that it can be done on the host where
    /// they are. What else is opened is the journal, the locks, and files that the user hands over.
    @Test
    void filesAreOpenedBehindThePort() {
        var rule = noClasses().that(not(openFiles())).should().dependOnClassesThat(openAFile());

        holds(rule);
        finds(rule, offender(Offenders.Opening.class));
    }

    private static DescribedPredicate<JavaClass> openFiles() {
        return resideInAnyPackage("dev.varve.image..", "dev.varve.libvirt.hypervisor")
                .or(belongToAnyOf(FileJournalStorage.class, DomainLocks.class, DomainLock.class))
                .or(named("dev.varve.core.operation.OwnDirectory"))
                // The settings, a document that the user names, one that the user edits, a picture
                // that the user asks for, and the standard streams.
                .or(belongToAnyOf(Settings.class))
                .or(named("dev.varve.cli.virsh.DocumentFile"))
                .or(named("dev.varve.cli.virsh.EditedFile"))
                .or(named("dev.varve.cli.command.PictureFile"))
                .or(belongToAnyOf(Main.class));
    }

    private static DescribedPredicate<JavaClass> openAFile() {
        return belongToAnyOf(
                Files.class,
                FileChannel.class,
                RandomAccessFile.class,
                FileInputStream.class,
                FileOutputStream.class,
                FileReader.class,
                FileWriter.class);
    }

    private static ArchRule apart(String module, String... above) {
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above);
    }

    private static ArchRule only(String subject, String... ours) {
        return classes()
                .that()
                .resideInAPackage(subject)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(ours)
                                .or(resideInAnyPackage("java..", "org.jspecify.."))
                                .or(belongToAnyOf(ImageFormat.class)));
    }

    /// A room of the planner, and those that it may know.
    private static ArchRule room(String name, String... below) {
        return only(
                "dev.varve.core.plan." + name,
                Stream.of(
                                Stream.of("dev.varve.core.model", "dev.varve.core.plan." + name),
                                Stream.of(below).map(each -> "dev.varve.core.plan." + each))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
    }

    private static ArchRule pure(String subject) {
        return noClasses()
                .that()
                .resideInAPackage(subject)
                .should()
                .dependOnClassesThat(
                        openAFile()
                                .or(resideInAPackage("java.net"))
                                .or(resideInAPackage("java.util.concurrent.."))
                                .or(
                                        belongToAnyOf(
                                                java.time.Clock.class,
                                                java.time.InstantSource.class,
                                                java.util.Random.class,
                                                Thread.class)))
                .orShould(accessMethod(java.time.Instant.class, "now"))
                .orShould(accessMethod(System.class, "currentTimeMillis"))
                .orShould(accessMethod(System.class, "nanoTime"));
    }

    private static ArchRule acyclic(String module) {
        return slices().assignedFrom(
                        new SliceAssignment() {
                            @Override
                            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                                var name = javaClass.getPackageName();
                                return name.equals(module) || name.startsWith(module + ".")
                                        ? SliceIdentifier.of(name)
                                        : SliceIdentifier.ignore();
                            }

                            @Override
                            public String getDescription() {
                                return "packages of " + module;
                            }
                        })
                .should()
                .beFreeOfCycles();
    }

    private static ArchCondition<JavaClass> accessMethod(Class<?> owner, String name) {
        return new ArchCondition<>("call " + owner.getSimpleName() + "." + name) {
            @Override
            public void check(JavaClass javaClass, ConditionEvents events) {
                javaClass.getAccessesFromSelf().stream()
                        .filter(access -> isOf(access, owner, name))
                        .forEach(access ->
                                events.add(
                                        SimpleConditionEvent.satisfied(
                                                javaClass, access.getDescription())));
            }
        };
    }

    private static boolean isOf(JavaAccess<?> access, Class<?> owner, String name) {
        return access.getTargetOwner().isEquivalentTo(owner) && access.getName().equals(name);
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a package that is @NullMarked") {
            @Override
            public void check(JavaClass javaClass, ConditionEvents events) {
                var home = javaClass.getPackage();
                boolean marked = home.isAnnotatedWith("org.jspecify.annotations.NullMarked");
                events.add(
                        new SimpleConditionEvent(
                                javaClass,
                                marked,
                                home.getName() + " is " + (marked ? "" : "not ") + "@NullMarked"));
            }
        };
    }

    private static ArchCondition<JavaClass> throwNothingGeneric() {
        return new ArchCondition<>("make and declare exceptions of their own kind only") {
            @Override
            public void check(JavaClass javaClass, ConditionEvents events) {
                javaClass.getConstructorCallsFromSelf().stream()
                        .filter(call -> isGeneric(call))
                        .forEach(call ->
                                events.add(
                                        SimpleConditionEvent.violated(
                                                javaClass, call.getDescription())));
                javaClass.getCodeUnits().stream()
                        .filter(unit ->
                                unit.getExceptionTypes().stream()
                                        .anyMatch(type -> GENERIC.contains(type.getName())))
                        .forEach(unit ->
                                events.add(
                                        SimpleConditionEvent.violated(
                                                javaClass,
                                                unit.getFullName()
                                                        + " declares a generic exception")));
            }
        };
    }

    /// An exception of ours calls the constructor of what it extends.
    private static boolean isGeneric(JavaConstructorCall call) {
        return GENERIC.contains(call.getTargetOwner().getName())
                && !call.getOriginOwner().isAssignableTo(call.getTargetOwner().getName());
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return describe(name, c -> c.getName().equals(name) || c.getName().startsWith(name + "$"));
    }

    private static void holds(ArchRule rule) {
        rule.check(VARVE);
    }

    private static void finds(ArchRule rule, JavaClasses classes) {
        assertThat(rule.evaluate(classes).hasViolation()).as(rule.getDescription()).isTrue();
    }

    private static JavaClasses offender(Class<?>... offenders) {
        return new ClassFileImporter().importClasses(offenders);
    }

    @Test
    void allModulesAreLookedAt() {
        assertThat(
                        List.of(
                                ImageFormat.class,
                                FileJournalStorage.class,
                                dev.varve.libvirt.LibvirtConnection.class,
                                VirshCommands.class))
                .allMatch(type -> VARVE.contain(type));
        assertThat(VARVE.contain(ArchitectureTest.class)).isFalse();
    }
}
