package dev.varve.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.varve.image.ImageFormat;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Set;
import java.util.stream.Stream;

/// What may know what, as rules for [ArchitectureTest].
final class ArchitectureRules {
    private static final Set<String> GENERIC =
            Set.of("java.lang.Throwable", "java.lang.Exception", "java.lang.RuntimeException");

    private ArchitectureRules() {}

    static DescribedPredicate<JavaClass> openAFile() {
        return belongToAnyOf(
                Files.class,
                FileChannel.class,
                RandomAccessFile.class,
                FileInputStream.class,
                FileOutputStream.class,
                FileReader.class,
                FileWriter.class);
    }

    static ArchRule apart(String module, String... above) {
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above);
    }

    static ArchRule only(String subject, String... ours) {
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
    static ArchRule room(String name, String... below) {
        return only(
                "dev.varve.core.plan." + name,
                Stream.of(
                                Stream.of("dev.varve.core.model", "dev.varve.core.plan." + name),
                                Stream.of(below).map(each -> "dev.varve.core.plan." + each))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
    }

    /// A room of the port on libvirt, and those beside it that it may know.
    static ArchRule roomOnLibvirt(String name, String... below) {
        var known =
                Stream.concat(Stream.of(name), Stream.of(below))
                        .map(each -> "dev.varve.libvirt.hypervisor." + each)
                        .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("dev.varve.libvirt.hypervisor." + name)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.varve.libvirt.hypervisor..")
                                .and(not(resideInAnyPackage(known))));
    }

    static ArchRule pure(String subject) {
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

    static ArchRule acyclic(String module) {
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

    static ArchCondition<JavaClass> accessMethod(Class<?> owner, String name) {
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

    /// What libvirt's handles are asked for that only looks.
    private static final Set<String> LOOKS =
            Set.of(
                    "name",
                    "uuid",
                    "id",
                    "state",
                    "isActive",
                    "isPersistent",
                    "xml",
                    "parent",
                    "children",
                    "childCount",
                    "isCurrent",
                    "hasMetadata",
                    "hasManagedSave",
                    "managedSaveXml",
                    "isWorkedOn",
                    "metadata",
                    "snapshots",
                    "checkpoints",
                    "snapshot",
                    "currentSnapshot",
                    "requireCurrentSnapshot",
                    "disk",
                    "blockJobInfo",
                    "blockInfo",
                    "close");

    /// Calls whatever of libvirt's handles may change a domain.
    static ArchCondition<JavaClass> changeByLibvirt() {
        var handles = Set.of("LibvirtDomain", "LibvirtSnapshot", "LibvirtDisk");
        return new ArchCondition<>("change a domain by libvirt alone") {
            @Override
            public void check(JavaClass javaClass, ConditionEvents events) {
                javaClass.getAccessesFromSelf().stream()
                        .filter(access -> handles.contains(access.getTargetOwner().getSimpleName()))
                        .filter(access -> !LOOKS.contains(access.getName()))
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

    static ArchCondition<JavaClass> liveInANullMarkedPackage() {
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

    static ArchCondition<JavaClass> throwNothingGeneric() {
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

    static DescribedPredicate<JavaClass> named(String name) {
        return describe(name, c -> c.getName().equals(name) || c.getName().startsWith(name + "$"));
    }
}
