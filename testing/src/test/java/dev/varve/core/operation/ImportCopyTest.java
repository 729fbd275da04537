package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.Unrepeatable;
import dev.varve.core.plan.archive.ExportDomain;
import dev.varve.core.plan.archive.Exporting;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.core.plan.archive.ImportedAs;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Contents.Head;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Cutter;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Copies that are imported beside their original, and cut at every change: either the copy is there with all that
/// the original had when it was exported, or nothing of it is; and the original never changes.
class ImportCopyTest {
    private static final Path ARCHIVE = Path.of("/archives/web.tar");
    private static final Path BESIDE = Host.image("any").resolveSibling("");
    private static final DomainRef WEB = EveryCutTest.WEB;
    private static final DomainRef COPY = new DomainRef(new UUID(7, 7), "web2");

    @TempDir Path directory;

    private record World(Host host, DomainArchive archive, Contents exported) {
        ImportDomain importing(DomainRef made, Unrepeatable unrepeatable) {
            return new ImportDomain(archive, new ImportedAs.Copy(made, unrepeatable), BESIDE);
        }

        ImportDomain importing() {
            return importing(COPY, Unrepeatable.nothing());
        }

        void run() {
            host.must(COPY, importing()::plan);
        }
    }

    /// A host that has the domain, with branches, an internal snapshot and NVRAM.
    private World world() {
        var host = new Host(directory);
        host.domain("web", Host.VDA, Host.VDB);
        host.hypervisor.addStore(WEB, StateStore.Kind.NVRAM, "new");
        EveryCutTest.grow(host, "s1", "s2");
        host.must(WEB, host.createInternal(WEB, "inside"));
        host.write(WEB, Host.VDA, 7, 77);
        host.must(WEB, host.revert(WEB, "s1", false));
        EveryCutTest.grow(host, "s3");
        var exported = Contents.of(host.hypervisor);
        var archive = host.hypervisor.pack(archived(host), ARCHIVE);
        return new World(host, archive, exported);
    }

    private static ArchivedDomain archived(Host host) {
        return switch (new ExportDomain(WEB).find(host.hypervisor.observe())) {
            case Exporting.Accepted(var domain, _) -> domain;
            case Exporting.Refused(var refusal) -> throw new AssertionError(refusal.message());
        };
    }

    /// {@return whether the copy is there}
    private static boolean check(World world, String where) {
        var before = world.exported();
        var after = Contents.of(world.host().hypervisor);
        assertThat(world.host().operations().unfinished()).as(where).isEmpty();
        assertThat(after.frozen()).as(where).containsAllEntriesOf(before.frozen());
        assertThat(after.heads()).as(where).containsAllEntriesOf(before.heads());
        assertThat(after.stores()).as(where).containsAllEntriesOf(before.stores());
        boolean there = after.state().domain(COPY).isPresent();
        if (there) {
            assertThat(heads(after, COPY)).as(where).isEqualTo(heads(before, WEB));
            assertThat(frozen(after, COPY)).as(where).isEqualTo(frozen(before, WEB));
            assertThat(stores(after, COPY)).as(where).isEqualTo(stores(before, WEB));
        } else {
            assertThat(after.state().files()).as(where).isEqualTo(before.state().files());
        }
        after.assertNoLeftovers();
        return there;
    }

    private static Map<DiskTarget, SortedMap<Integer, Integer>> heads(
            Contents contents, DomainRef domain) {
        return contents.heads().entrySet().stream()
                .filter(head -> head.getKey().domain().equals(domain))
                .collect(Collectors.toMap(head -> head.getKey().disk(), Map.Entry::getValue));
    }

    private static Map<String, SortedMap<Integer, Integer>> frozen(
            Contents contents, DomainRef domain) {
        return contents.frozen().entrySet().stream()
                .filter(layer -> layer.getKey().domain().equals(domain))
                .collect(
                        Collectors.toMap(
                                layer -> layer.getKey().snapshot() + " " + layer.getKey().disk(),
                                Map.Entry::getValue));
    }

    private static List<String> stores(Contents contents, DomainRef domain) {
        return contents.stores().entrySet().stream()
                .filter(store -> store.getKey().domain().equals(domain))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Test
    void isThereBesideItsOriginalAndSharesNothingWithIt() {
        var world = world();
        world.run();
        assertThat(check(world, "undisturbed")).isTrue();
        var host = world.host();
        assertThat(host.observed(COPY).store(StateStore.Kind.NVRAM).orElseThrow().path())
                .isNotEqualTo(host.observed(WEB).store(StateStore.Kind.NVRAM).orElseThrow().path());
        assertThat(Host.head(host.observed(COPY), Host.VDA).getFileName().toString())
                .startsWith("web2-vda");

        host.write(COPY, Host.VDA, 3, 33);
        host.must(COPY, host.revert(COPY, "s2", false));
        host.must(WEB, host.revert(WEB, "s3", false));
        var now = Contents.of(host.hypervisor);
        assertThat(now.frozen()).containsAllEntriesOf(world.exported().frozen());
        assertThat(frozen(now, COPY)).containsAllEntriesOf(frozen(world.exported(), WEB));
        assertThat(now.heads().get(new Head(COPY, Host.VDA)))
                .isEqualTo(frozen(world.exported(), WEB).get("s2 vda"));
    }

    @Test
    void isNotThereTwice() {
        var world = world();
        world.run();
        var again = world.importing(new DomainRef(new UUID(8, 8), "web2"), Unrepeatable.nothing());
        assertThat(again.plan(world.host().hypervisor.observe()))
                .isEqualTo(new Refusal.DomainExists("import web2 from /archives/web.tar", "web2"));
        assertThat(again.intent().isAbout(world.importing().intent())).isTrue();
        assertThat(again.intent().request()).isEqualTo(world.importing().intent().request());
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST", "KEPT"})
    void everyCutIsUndone(Cutter.How how) {
        int cuts = 0;
        for (int at = 1; ; at++) {
            var world = world();
            var cut = cut(world.host(), Cutter.at(at, how), world::run);
            if (cut.isEmpty()) {
                break;
            }
            cuts++;
            world.host().hypervisor.powerCut();
            var second =
                    cut(world.host(), Cutter.at(1 + at % 5, how), () -> world.host().recover(COPY));
            world.host().recover(COPY);
            check(world, cut + ", " + second);
        }
        assertThat(cuts).isGreaterThan(20);
    }

    private static Optional<Cut> cut(Host host, Cutter cutter, Runnable work) {
        host.inject(cutter);
        try {
            work.run();
            return Optional.empty();
        } catch (Cut cut) {
            return Optional.of(cut);
        } finally {
            host.inject(Faults.none());
        }
    }

    @Test
    void everyFailureIsTakenBack() {
        int changes;
        int at = 0;
        do {
            var world = world();
            var cutter = Cutter.at(++at, Cutter.How.FAILS);
            world.host().inject(cutter);
            try {
                world.run();
            } catch (HypervisorException | OperationException | JournalException _) {
                // What is left is looked at below.
            }
            world.host().inject(Faults.none());
            world.host().recover(COPY);
            check(world, "failure at " + at);
            changes = cutter.changes();
        } while (changes >= at);
        assertThat(at).isGreaterThan(10);
    }

    /// It was taken by itself, whatever the original's snapshot was taken with.
    @Test
    void isInNoGroup() {
        var host = new Host(directory);
        host.domain("web", Host.VDA, Host.VDB);
        EveryCutTest.grow(host, "s1");
        var held = Annotations.none().withHold(Optional.of("for ever"));
        var grouped = held.withGroup(Optional.of(new Group("all", List.of(WEB))));
        var name = new SnapshotName("s1");
        var note = new SnapshotStep.Annotate(name, grouped, Annotations.none());
        var intent = new Intent(Intent.Kind.TAG, WEB, name);
        host.must(WEB, _ -> Plan.of(intent, List.of(note)));
        var archive = host.hypervisor.pack(archived(host), ARCHIVE);
        new World(host, archive, Contents.of(host.hypervisor)).run();
        assertThat(host.observed(COPY).snapshot(name).map(Snapshot::annotations)).contains(held);
    }

    @Test
    void whatItCantHaveIsSaid() {
        var world = world();
        var awake = new Unrepeatable(List.of(new SnapshotName("awake")), List.of(), List.of());
        assertThat(refusal(world, COPY, awake))
                .isEqualTo(
                        "cannot import web2 from /archives/web.tar: snapshot awake holds the"
                                + " memory of the guest of web, with its UUID and its network"
                                + " addresses; delete it before the export, or leave --name out"
                                + " where there is no web");
        var both =
                new Unrepeatable(
                        List.of(new SnapshotName("a"), new SnapshotName("b")),
                        List.of(),
                        List.of());
        assertThat(refusal(world, COPY, both)).contains("snapshots a, b hold", "delete them");
        var elsewhere = new Unrepeatable(List.of(), List.of("vdc"), List.of());
        assertThat(refusal(world, COPY, elsewhere)).contains("disk vdc isn't in the archive");
        var named = new DomainRef(COPY.uuid(), "a/b");
        assertThat(refusal(world, named, Unrepeatable.nothing())).contains("can't contain '/'");
    }

    private static String refusal(World world, DomainRef made, Unrepeatable unrepeatable) {
        var planned = world.importing(made, unrepeatable).plan(world.host().hypervisor.observe());
        return ((Refusal) planned).message();
    }

    @Test
    void whatTheyCantHaveAtOnceIsRemarked() {
        var world = world();
        var port = new Unrepeatable(List.of(), List.of(), List.of("VNC port 5901"));
        var plan = (Plan) world.importing(COPY, port).plan(world.host().hypervisor.observe());
        assertThat(plan.remarks())
                .containsExactly(
                        "only one of web and web2 can run at a time: they have the same VNC port"
                                + " 5901; change that with \"virsh edit\"");
        assertThat(plan.steps().getLast().describe())
                .isEqualTo("define domain web2, a copy of web, with 5 snapshots");
    }
}
