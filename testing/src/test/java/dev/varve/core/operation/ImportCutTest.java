package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.archive.ExportDomain;
import dev.varve.core.plan.archive.Exporting;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.core.plan.archive.ImportedAs;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.image.ImageFormat;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Cutter;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Imports that are cut at every change: either the domain is there with all that it had when it was
/// exported, or nothing of it is.
class ImportCutTest {
    private static final Path ARCHIVE = Path.of("/archives/web.tar");
    private static final Path ELSEWHERE = Path.of("/elsewhere");
    private static final DomainRef WEB = EveryCutTest.WEB;

    @TempDir Path directory;

    private record World(Host host, DomainArchive archive, Contents exported) {
        ImportDomain importing() {
            return new ImportDomain(archive, new ImportedAs.OwnName(), ELSEWHERE);
        }

        void run() {
            host.must(WEB, importing()::plan);
        }
    }

    /// A host that had the domain once, with branches, a memory file, an internal snapshot and NVRAM.
    private World world() {
        var host = new Host(directory);
        host.domain("other", Host.VDA);
        host.domain("web", Host.VDA, Host.VDB);
        host.hypervisor.addStore(WEB, StateStore.Kind.NVRAM, "new");
        EveryCutTest.grow(host, "s1", "s2");
        host.must(WEB, host.createInternal(WEB, "inside"));
        EveryCutTest.start(host);
        host.must(WEB, host.createWithMemory(WEB, "awake"));
        host.write(WEB, Host.VDA, 7, 77);
        host.hypervisor.stop(WEB);
        host.must(WEB, host.revert(WEB, "s1", false));
        EveryCutTest.grow(host, "s3");
        var exported = Contents.of(host.hypervisor);
        var archived = archived(host);
        var archive = host.hypervisor.pack(archived, ARCHIVE);
        host.hypervisor.forget(archived);
        return new World(host, archive, exported);
    }

    private static ArchivedDomain archived(Host host) {
        return switch (new ExportDomain(WEB).find(host.hypervisor.observe())) {
            case Exporting.Accepted(var domain, var left) -> {
                assertThat(left).isEmpty();
                yield domain;
            }
            case Exporting.Refused(var refusal) -> throw new AssertionError(refusal.message());
        };
    }

    /// {@return whether the domain is there}
    private static boolean check(World world, String where) {
        var after = Contents.of(world.host().hypervisor);
        assertThat(world.host().operations().unfinished()).as(where).isEmpty();
        boolean there = after.state().domain(WEB).isPresent();
        if (there) {
            assertThat(after.frozen()).as(where).isEqualTo(world.exported().frozen());
            assertThat(after.heads()).as(where).isEqualTo(world.exported().heads());
            assertThat(after.memories()).as(where).isEqualTo(world.exported().memories());
            assertThat(after.stores()).as(where).isEqualTo(world.exported().stores());
            assertThat(after.copies()).as(where).isEqualTo(world.exported().copies());
            var then = world.exported().state().domain(WEB).orElseThrow();
            assertThat(after.state().domain(WEB).orElseThrow().current())
                    .as(where)
                    .isEqualTo(then.current());
        } else {
            assertThat(after.state().files())
                    .as(where)
                    .containsExactly(Host.image("other-vda.qcow2"));
        }
        after.assertNoLeftovers();
        return there;
    }

    @Test
    void whatComesOutIsWhatWentIn() {
        var world = world();
        world.run();
        assertThat(check(world, "undisturbed")).isTrue();
        var state = world.host().hypervisor.observe();
        assertThat(state.files())
                .hasSizeGreaterThan(8)
                .filteredOn(file -> !file.startsWith(ELSEWHERE))
                .containsExactly(Host.image("other-vda.qcow2"));
        assertThat(world.importing().plan(state)).isInstanceOf(Refusal.DomainThere.class);
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
                    cut(world.host(), Cutter.at(1 + at % 5, how), () -> world.host().recover(WEB));
            var where = cut + ", " + second;
            world.host().recover(WEB);
            check(world, where);
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
            world.host().recover(WEB);
            check(world, "failure at " + at);
            changes = cutter.changes();
        } while (changes >= at);
        assertThat(at).isGreaterThan(10);
    }

    /// Whoever starts the domain takes it for his: there is only the way forward.
    @Test
    void aDomainThatIsUsedStays() {
        for (int at = 1; ; at++) {
            var world = world();
            if (cut(world.host(), Cutter.at(at, Cutter.How.KEPT), world::run).isEmpty()) {
                break;
            }
            boolean there = world.host().hypervisor.observe().domain(WEB).isPresent();
            if (there) {
                world.host().hypervisor.start(WEB);
            }
            world.host().recover(WEB);
            if (there) {
                world.host().hypervisor.stop(WEB);
            }
            assertThat(check(world, "cut at " + at)).isEqualTo(there);
        }
    }

    /// Nobody can tell any more whether a file is still what was unpacked.
    @Test
    void withoutTheArchiveWhatWasUnpackedStays() {
        var world = world();
        var cut = cut(world.host(), Cutter.at(8, Cutter.How.KEPT), world::run);
        assertThat(cut).isPresent();
        var before = world.host().hypervisor.observe().files();
        world.host().hypervisor.removeArchive(ARCHIVE);

        assertThat(world.host().recover(WEB)).get().isInstanceOf(Recovered.Undone.class);
        assertThat(world.host().hypervisor.observe().files()).isEqualTo(before);
    }

    @Test
    void nothingIsReplaced() {
        var world = world();
        world.host().hypervisor.addImage(ELSEWHERE.resolve("web-vda.qcow2"), ImageFormat.RAW, 7);
        var plan = (Plan) world.importing().plan(world.host().hypervisor.observe());
        world.host().run(WEB, _ -> plan);
        assertThat(world.host().hypervisor.observe().files())
                .contains(ELSEWHERE.resolve("web-vda.qcow2-2"));
    }

    @Test
    void refusals() {
        var host = new Host(directory);
        host.domain("web", Host.VDA, Host.VDB);
        host.hypervisor.start(WEB);
        assertThat(refusal(host)).contains("its guest runs", "shut it down");
        host.hypervisor.managedSave(WEB);
        assertThat(refusal(host)).contains("managed save");
        host.hypervisor.start(WEB);
        host.hypervisor.stop(WEB);
        host.addStores(WEB);
        assertThat(refusal(host)).contains("TPM");
        var nobody = new DomainRef(new UUID(0, 7), "nobody");
        assertThat(new ExportDomain(nobody).find(host.hypervisor.observe()))
                .isEqualTo(new Exporting.Refused(new Refusal.NoSuchDomain(nobody)));
    }

    private static String refusal(Host host) {
        return switch (new ExportDomain(WEB).find(host.hypervisor.observe())) {
            case Exporting.Accepted accepted -> throw new AssertionError(accepted);
            case Exporting.Refused(var refusal) -> refusal.message();
        };
    }
}
