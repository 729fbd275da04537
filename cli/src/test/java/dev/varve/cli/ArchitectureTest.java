package dev.varve.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.varve.cli.ArchitectureRules.accessMethod;
import static dev.varve.cli.ArchitectureRules.acyclic;
import static dev.varve.cli.ArchitectureRules.apart;
import static dev.varve.cli.ArchitectureRules.changeByLibvirt;
import static dev.varve.cli.ArchitectureRules.liveInANullMarkedPackage;
import static dev.varve.cli.ArchitectureRules.named;
import static dev.varve.cli.ArchitectureRules.only;
import static dev.varve.cli.ArchitectureRules.openAFile;
import static dev.varve.cli.ArchitectureRules.pure;
import static dev.varve.cli.ArchitectureRules.room;
import static dev.varve.cli.ArchitectureRules.roomOnLibvirt;
import static dev.varve.cli.ArchitectureRules.throwNothingGeneric;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.varve.cli.session.Settings;
import dev.varve.cli.virsh.VirshCommands;
import dev.varve.core.operation.AuditLog;
import dev.varve.core.operation.DomainLock;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.FileJournalStorage;
import dev.varve.core.operation.Operations;
import dev.varve.host.HostOperations;
import dev.varve.image.ImageFormat;
import dev.varve.testing.memory.MemoryHypervisor;
import java.io.FileDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Collection;
import java.util.List;
import java.util.Spliterator;
import java.util.regex.Pattern;
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

    /// The library's packages.
    private static final String[] API = {
        "dev.varve", "dev.varve.host", "dev.varve.operation", "dev.varve.policy", "dev.varve.state"
    };

    private static final Pattern VAGUE =
            Pattern.compile(".*(Manager|Utils?|Helper|Impl|Base|Common|Misc)");

    @Test
    void modulesKnowOnlyThoseBelow() {
        holds(apart("dev.varve.image..", "dev.varve.core..", "dev.varve.libvirt.."));
        holds(apart("dev.varve.core..", "dev.varve.libvirt.."));
        for (var engine : List.of("dev.varve.image..", "dev.varve.core..", "dev.varve.libvirt..")) {
            holds(apart(engine, API));
            holds(apart(engine, "dev.varve.cli.."));
        }
        for (var library : API) {
            holds(apart(library, "dev.varve.cli.."));
        }

        finds(apart("dev.varve.cli..", "dev.varve.operation"), VARVE);
    }

    @Test
    void nothingThatRunsKnowsWhatIsForTests() {
        for (var ours : List.of("image..", "core..", "libvirt..", "cli..")) {
            holds(apart("dev.varve." + ours, "dev.varve.testing..", "org.junit.."));
        }
        for (var library : API) {
            holds(apart(library, "dev.varve.testing..", "org.junit.."));
        }
        holds(apart("dev.varve.testing..", "dev.varve.libvirt..", "dev.varve.cli.."));
        holds(apart("dev.varve.testing..", API));

        finds(apart("dev.varve.testing..", "org.junit.."), VARVE);
    }

    /// Beside the library it knows libvirt, for what virsh reads.
    @Test
    void theCommandLineKnowsTheLibraryAndNotTheEngine() {
        var rule =
                apart(
                        "dev.varve.cli..",
                        "dev.varve.core..",
                        "dev.varve.image..",
                        "dev.varve.host",
                        "dev.varve.libvirt.hypervisor..");

        holds(rule);
        finds(apart("dev.varve.host", "dev.varve.core.operation.."), VARVE);
    }

    @Test
    void whatReadsArgumentsAndPrintsKnowsNoCommand() {
        var commands = new String[] {"dev.varve.cli.virsh", "dev.varve.cli.command"};
        holds(apart("dev.varve.cli.arguments", commands));
        holds(apart("dev.varve.cli.options", commands));
        holds(apart("dev.varve.cli.text", commands));

        finds(apart("dev.varve.cli.command", commands), VARVE);
    }

    /// What a program gets leads to nothing of ours that it can't name.
    @Test
    void theLibrarysValuesKnowNothing() {
        holds(only("dev.varve.operation", "dev.varve.operation", "dev.varve.state"));
        holds(only("dev.varve.state", "dev.varve.state"));
        holds(only("dev.varve.policy", "dev.varve.policy"));

        finds(only("dev.varve.host", "dev.varve.host"), VARVE);
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
    void noRoomOfThePortKnowsOneAbove() {
        holds(roomOnLibvirt("file"));
        holds(roomOnLibvirt("observe", "file"));
        holds(roomOnLibvirt("clone", "observe", "file"));
        holds(roomOnLibvirt("archive", "clone", "observe", "file"));
        holds(roomOnLibvirt("steps", "observe", "file"));
        holds(roomOnLibvirt("merge", "steps", "observe", "file"));
        holds(roomOnLibvirt("take", "merge", "steps", "observe", "file"));

        finds(roomOnLibvirt("merge", "observe", "file"), VARVE);
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
    void packagesMakeNoCycle() {
        holds(acyclic("dev.varve"));

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
        return resideInAnyPackage("dev.varve.image..", "dev.varve.libvirt.hypervisor..")
                .or(belongToAnyOf(FileJournalStorage.class, DomainLocks.class, DomainLock.class))
                .or(belongToAnyOf(AuditLog.class))
                // Whose process this is.
                .or(named("dev.varve.host.Caller"))
                .or(named("dev.varve.core.operation.OwnDirectory"))
                .or(named("dev.varve.core.operation.PolicyRecords"))
                // Policies, and what a hook prints.
                .or(named("dev.varve.policy.PolicyFiles"))
                .or(named("dev.varve.policy.PolicyText"))
                .or(named("dev.varve.policy.TrustedFile"))
                .or(named("dev.varve.host.PolicyHook"))
                .or(named("dev.varve.testing.surface.PublicSurface"))
                // The settings, a document that the user names, one that the user edits, a picture
                // that the user asks for, and the standard streams.
                .or(belongToAnyOf(Settings.class))
                .or(named("dev.varve.cli.virsh.DocumentFile"))
                .or(named("dev.varve.cli.virsh.EditedFile"))
                .or(named("dev.varve.cli.command.OwnFile"))
                .or(named("dev.varve.cli.Manual"))
                // What was typed, and what is there to be typed.
                .or(named("dev.varve.cli.shell.FileNames"))
                .or(named("dev.varve.cli.shell.HistoryFile"))
                .or(belongToAnyOf(Main.class));
    }

    /// Whatever changes a domain leaves a line in the log: the engine is run by what logs, and libvirt alone by few, each of
    /// which goes through `Audit.noting`.
    @Test
    void whatChangesADomainIsLogged() {
        var engine =
                noClasses()
                        .that(not(belongToAnyOf(HostOperations.class)))
                        .and()
                        .resideOutsideOfPackages("dev.varve.core..", "dev.varve.testing..")
                        .should(accessMethod(Operations.class, "run"))
                        .orShould(accessMethod(Operations.class, "recover"))
                        .orShould(accessMethod(Operations.class, "abandon"));
        holds(engine);
        finds(engine, offender(Offenders.Unlogged.class));

        var libvirt = noClasses().that(not(noteWhatLibvirtDoes())).should(changeByLibvirt());
        holds(libvirt);
        finds(libvirt, offender(Offenders.Unlogged.class));
    }

    private static DescribedPredicate<JavaClass> noteWhatLibvirtDoes() {
        return resideInAnyPackage("dev.varve.libvirt..")
                .or(named("dev.varve.Domain"))
                .or(named("dev.varve.BlockJobs"))
                .or(named("dev.varve.host.DomainDocuments"))
                .or(named("dev.varve.cli.change.SnapshotCreation"))
                .or(named("dev.varve.cli.virsh.SnapshotCurrentCommand"))
                .or(named("dev.varve.cli.virsh.SnapshotEditCommand"))
                // Other drivers than QEMU's, of which there is no log.
                .or(named("dev.varve.cli.virsh.SnapshotDeleteCommand"))
                .or(named("dev.varve.cli.virsh.SnapshotRevertCommand"));
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
                                MemoryHypervisor.class,
                                dev.varve.libvirt.LibvirtConnection.class,
                                HostOperations.class,
                                VirshCommands.class))
                .allMatch(type -> VARVE.contain(type));
        assertThat(VARVE.contain(ArchitectureTest.class)).isFalse();
    }
}
