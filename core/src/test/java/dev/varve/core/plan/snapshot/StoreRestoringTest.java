package dev.varve.core.plan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.StateStore.Kind;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.plan.layers.Forests;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.StoreStep;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a revert does with NVRAM, by what is there now and what the snapshot has.
class StoreRestoringTest {
    private static final Path NVRAM = Path.of("/n/web_VARS.fd");
    private static final Path COPY = Path.of("/i/base.s1.nvram");
    private static final HostState FOREST = Forests.shutOff("base:s1 <-- a:head");

    private static StateStore store(Path path, Optional<String> obstacle) {
        return new StateStore(Kind.NVRAM, path, true, obstacle, Optional.empty());
    }

    private static Domain web(HostState state, StateStore store, Annotations annotations) {
        var now = state.domain(Forests.WEB).orElseThrow();
        return new Domain(
                now.ref(),
                RunState.SHUTOFF,
                true,
                false,
                now.disks(),
                now.nextDisks(),
                now.snapshots().stream().map(s -> annotated(s, annotations)).toList(),
                now.current(),
                now.definition(),
                now.live(),
                List.of(store));
    }

    private static Snapshot annotated(Snapshot s, Annotations annotations) {
        return new Snapshot(
                s.name(),
                s.parent(),
                s.state(),
                s.creationTime(),
                s.description(),
                s.memory(),
                s.disks(),
                s.revertDisks(),
                s.domainDisks(),
                s.restorable(),
                annotations,
                s.document());
    }

    private static HostState state(Map<Path, String> missing, Domain... domains) {
        return new HostState(List.of(domains), FOREST.layers(), FOREST.files(), missing, Map.of());
    }

    private static Annotations copied() {
        return Annotations.none().withCopy(Kind.NVRAM, new StoreCopy(COPY, NVRAM));
    }

    private static Planned revert(HostState state, boolean force, boolean running, boolean reset) {
        var options =
                new RevertToSnapshot.Options(running, false, force, reset, false, Optional.empty());
        var now = Instant.ofEpochSecond(1);
        return new RevertToSnapshot(Forests.WEB, new SnapshotName("s1"), options, now).plan(state);
    }

    private static Planned revert(HostState state) {
        return revert(state, false, false, false);
    }

    @Test
    void itIsCopiedForTheStateLeftBehindAndThenReplaced() {
        var plan =
                (Plan)
                        revert(
                                state(
                                        Map.of(),
                                        web(FOREST, store(NVRAM, Optional.empty()), copied())));
        var kept = Path.of("/i/a.before-revert-19700101T000001Z.nvram");
        assertThat(plan.steps())
                .containsSubsequence(
                        new StoreStep.CopyStore(Kind.NVRAM, NVRAM, kept),
                        new StoreStep.RestoreStore(Kind.NVRAM, COPY, NVRAM, Optional.of(kept)));
        assertThat(plan.remarks()).isEmpty();
    }

    @Test
    void withoutACopyItStaysAndThePlanSaysSo() {
        var plan =
                (Plan)
                        revert(
                                state(
                                        Map.of(),
                                        web(
                                                FOREST,
                                                store(NVRAM, Optional.empty()),
                                                Annotations.none())));
        assertThat(plan.steps()).noneMatch(StoreStep.RestoreStore.class::isInstance);
        assertThat(plan.steps()).anyMatch(StoreStep.CopyStore.class::isInstance);
        assertThat(plan.remarks())
                .containsExactly("the NVRAM stays as it is now: snapshot s1 has no copy of it");
    }

    @Test
    void aGuestThatStartsWithAFreshOneDoesNotGetTheSnapshots() {
        var state = state(Map.of(), web(FOREST, store(NVRAM, Optional.empty()), copied()));
        assertThat(((Plan) revert(state, false, true, true)).steps())
                .noneMatch(StoreStep.RestoreStore.class::isInstance);
        assertThat(((Plan) revert(state, false, false, true)).steps())
                .as("none is started")
                .anyMatch(StoreStep.RestoreStore.class::isInstance);
    }

    @Test
    void aMissingCopyIsRefusedUnlessForced() {
        var web = web(FOREST, store(NVRAM, Optional.empty()), copied());
        var state = state(Map.of(COPY, "no such file"), web);
        assertThat(revert(state)).isInstanceOf(SnapshotRefusal.StoreNotRestored.class);
        assertThat(((Refusal) revert(state)).message())
                .isEqualTo(
                        "cannot revert web to snapshot s1: the NVRAM can't be put back: its copy"
                                + " /i/base.s1.nvram can't be read: no such file; --force leaves it"
                                + " as it is now");
        assertThat(((Plan) revert(state, true, false, false)).remarks()).hasSize(1);
    }

    @Test
    void anotherPathIsRefused() {
        var elsewhere = Path.of("/n/other_VARS.fd");
        var moved = state(Map.of(), web(FOREST, store(elsewhere, Optional.empty()), copied()));
        assertThat(revert(moved)).isInstanceOf(SnapshotRefusal.StoreNotRestored.class);
        var link = Optional.of("it is not a regular file");
        var odd = state(Map.of(), web(FOREST, store(NVRAM, link), copied()));
        assertThat(revert(odd)).isInstanceOf(SnapshotRefusal.StoreNotRestored.class);
    }

    @Test
    void anotherDomainsNvramIsNeverReplaced() {
        var web = web(FOREST, store(NVRAM, Optional.empty()), copied());
        var other =
                new Domain(
                        new DomainRef(new UUID(0, 9), "thief"),
                        RunState.RUNNING,
                        true,
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        "",
                        "",
                        List.of(store(NVRAM, Optional.empty())));
        assertThat(((Refusal) revert(state(Map.of(), web, other))).message())
                .contains("belongs to domain thief");
    }
}
