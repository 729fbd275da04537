package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.archive.ExportDomain;
import dev.varve.core.plan.archive.Exporting;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.core.plan.step.Refusal;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Cutter;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A domain of an archive as a copy beside the domain itself: all that it had is there once more or nothing of it is, and
/// the domain itself is as it was.
class ImportCopyTest {
    private static final Path ARCHIVE = Path.of("/archives/web.tar");
    private static final DomainRef WEB = EveryCutTest.WEB;
    private static final DomainRef COPY = new DomainRef(new UUID(0, 0xc0b7), "copy");

    @TempDir Path directory;

    private record World(Host host, DomainArchive archive, Contents before) {
        /// Into the directory of the domain's own images.
        ImportDomain importing() {
            return new ImportDomain(archive, Host.image("x").resolveSibling(""), COPY);
        }

        void run() {
            host.must(COPY, importing()::plan);
        }
    }

    private World world(boolean memory) {
        var host = new Host(directory);
        host.domain("web", Host.VDA, Host.VDB);
        host.hypervisor.addStore(WEB, StateStore.Kind.NVRAM, "new");
        EveryCutTest.grow(host, "s1", "s2");
        host.must(WEB, host.createInternal(WEB, "inside"));
        if (memory) {
            EveryCutTest.start(host);
            host.must(WEB, host.createWithMemory(WEB, "awake"));
            host.hypervisor.stop(WEB);
        }
        host.must(WEB, host.revert(WEB, "s1", false));
        EveryCutTest.grow(host, "s3");
        var archive =
                switch (new ExportDomain(WEB).find(host.hypervisor.observe())) {
                    case Exporting.Accepted(var domain, var _) ->
                            host.hypervisor.pack(domain, ARCHIVE);
                    case Exporting.Refused(var refusal) ->
                            throw new AssertionError(refusal.message());
                };
        return new World(host, archive, Contents.of(host.hypervisor));
    }

    /// {@return whether the copy is there}
    private static boolean check(World world, String where) {
        var after = Contents.of(world.host().hypervisor);
        assertThat(world.host().operations().unfinished()).as(where).isEmpty();
        assertThat(keys(after.frozen(), WEB, Contents.Frozen::domain, key -> key))
                .as(where)
                .isEqualTo(world.before().frozen());
        assertThat(keys(after.heads(), WEB, Contents.Head::domain, key -> key))
                .as(where)
                .isEqualTo(world.before().heads());
        boolean there = after.state().domain(COPY).isPresent();
        if (there) {
            assertSame(world, after, where);
        } else {
            assertThat(after.state().files()).as(where).isEqualTo(world.before().state().files());
        }
        after.assertNoLeftovers();
        return there;
    }

    private static void assertSame(World world, Contents after, String where) {
        var before = world.before();
        assertThat(
                        keys(
                                after.frozen(),
                                COPY,
                                Contents.Frozen::domain,
                                key -> key.snapshot() + " " + key.disk()))
                .as(where)
                .isEqualTo(
                        keys(
                                before.frozen(),
                                WEB,
                                Contents.Frozen::domain,
                                key -> key.snapshot() + " " + key.disk()));
        assertThat(keys(after.heads(), COPY, Contents.Head::domain, key -> key.disk()))
                .as(where)
                .isEqualTo(keys(before.heads(), WEB, Contents.Head::domain, key -> key.disk()));
        assertThat(keys(after.stores(), COPY, Contents.Stored::domain, key -> key.kind()))
                .as(where)
                .isEqualTo(keys(before.stores(), WEB, Contents.Stored::domain, key -> key.kind()));
        assertThat(keys(after.copies(), COPY, Contents.Copied::domain, key -> key.snapshot()))
                .as(where)
                .isEqualTo(
                        keys(before.copies(), WEB, Contents.Copied::domain, key -> key.snapshot()));
    }

    /// {@return what is the domain's, under keys that don't name it}
    private static <K, V, N> Map<N, V> keys(
            Map<K, V> all, DomainRef wanted, Function<K, DomainRef> whose, Function<K, N> named) {
        return all.entrySet().stream()
                .filter(entry -> whose.apply(entry.getKey()).equals(wanted))
                .collect(
                        Collectors.toMap(
                                entry -> named.apply(entry.getKey()), Map.Entry::getValue));
    }

    @Test
    void standsBesideTheDomain() {
        var world = world(/* memory= */ false);
        world.run();
        assertThat(check(world, "undisturbed")).isTrue();
        assertThat(world.importing().plan(world.host().hypervisor.observe()))
                .isInstanceOf(Refusal.DomainExists.class);
    }

    @Test
    void cannotGoOnWithTheDomainsMemory() {
        var world = world(/* memory= */ true);
        assertThat(world.importing().plan(world.host().hypervisor.observe()))
                .isInstanceOfSatisfying(
                        Refusal.BoundMemory.class,
                        refusal -> assertThat(refusal.message()).contains("memory/", "clone it"));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST", "KEPT"})
    void everyCutIsUndoneOrCompleted(Cutter.How how) {
        int cuts = 0;
        int complete = 0;
        for (int at = 1; ; at++) {
            var world = world(/* memory= */ false);
            var cut = cut(world.host(), Cutter.at(at, how), world::run);
            if (cut.isEmpty()) {
                break;
            }
            cuts++;
            world.host().hypervisor.powerCut();
            var second =
                    cut(world.host(), Cutter.at(1 + at % 5, how), () -> world.host().recover(COPY));
            world.host().recover(COPY);
            complete += check(world, cut + ", " + second) ? 1 : 0;
        }
        assertThat(cuts).isGreaterThan(20);
        assertThat(complete).isLessThan(cuts);
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
}
