package dev.varve.core.plan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.chain.DomainUsage;
import dev.varve.core.chain.LayerForest;
import dev.varve.core.chain.Readers;
import dev.varve.core.map.SnapshotMap;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.core.plan.clone.FlattenDomain;
import dev.varve.core.plan.doctor.Diagnosis;
import dev.varve.core.plan.keep.KeepLast;
import dev.varve.core.plan.keep.PruneSnapshots;
import dev.varve.core.plan.layers.CountedPath;
import dev.varve.core.plan.relocate.RelocateDomain;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.image.Usage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nothing grows faster than the square of what there is. What is counted is how often the path of an
/// image is looked at, in a world and in one of twice the size. A hash table may have to look twice, and the
/// order of Java's sets that can't change is another in each run, hence a tenth more than four times.
class GrowthTest {
    private static final DomainRef WEB = GrowingDomain.WEB;
    private static final double SQUARE = 4.4;
    private static final int SMALL = 40;

    @ParameterizedTest
    @EnumSource
    void usage(GrowingDomain.Shape shape) {
        grows(
                shape,
                state -> {
                    var web = state.domain(WEB).orElseThrow();
                    var question = DomainUsage.question(Readers.of(state, web));
                    var nothing = Collections.nCopies(question.size(), new Usage.Share(0, 0));
                    DomainUsage.of(state, web, new Usage(nothing, 0, 0, Map.of()), _ -> 0);
                });
    }

    @ParameterizedTest
    @EnumSource
    void deleteOfOne(GrowingDomain.Shape shape) {
        grows(shape, state -> delete(state, List.of(middle(state)), DeleteSnapshot.Scope.ONE));
    }

    @ParameterizedTest
    @EnumSource
    void deleteOfAll(GrowingDomain.Shape shape) {
        grows(
                shape,
                state ->
                        delete(
                                state,
                                state.domain(WEB).orElseThrow().snapshots().stream()
                                        .map(Snapshot::name)
                                        .toList(),
                                DeleteSnapshot.Scope.ONE));
    }

    @ParameterizedTest
    @EnumSource
    void deleteWithChildren(GrowingDomain.Shape shape) {
        grows(
                shape,
                state ->
                        delete(
                                state,
                                List.of(
                                        state.domain(WEB)
                                                .orElseThrow()
                                                .snapshots()
                                                .getFirst()
                                                .name()),
                                DeleteSnapshot.Scope.CHILDREN));
    }

    private static void delete(
            HostState state, List<SnapshotName> names, DeleteSnapshot.Scope scope) {
        planned(new DeleteSnapshot(WEB, names, scope, false).plan(state));
    }

    @ParameterizedTest
    @EnumSource
    void prune(GrowingDomain.Shape shape) {
        grows(
                shape,
                state ->
                        planned(
                                new PruneSnapshots(WEB, List.of(new KeepLast(3)), true)
                                        .plan(state)));
    }

    @ParameterizedTest
    @EnumSource
    void revert(GrowingDomain.Shape shape) {
        var options =
                new RevertToSnapshot.Options(
                        false, false, false, false, /* discard= */ true, Optional.empty());
        grows(
                shape,
                state ->
                        planned(
                                new RevertToSnapshot(WEB, middle(state), options, Instant.EPOCH)
                                        .plan(state)));
    }

    @ParameterizedTest
    @EnumSource
    void cloneAndFlatten(GrowingDomain.Shape shape) {
        var full = shape == GrowingDomain.Shape.INTERNAL;
        grows(
                shape,
                state -> {
                    planned(
                            new CloneDomain(
                                            WEB,
                                            middle(state),
                                            "new",
                                            List.of(new DomainRef(new UUID(9, 9), "new")),
                                            full,
                                            false,
                                            Optional.empty())
                                    .plan(state));
                    new FlattenDomain(WEB).plan(state);
                });
    }

    @ParameterizedTest
    @EnumSource
    void relocation(GrowingDomain.Shape shape) {
        grows(
                shape,
                state ->
                        planned(
                                new RelocateDomain(
                                                WEB, root(state).resolve("new"), Optional.empty())
                                        .plan(state)));
    }

    @ParameterizedTest
    @EnumSource
    void chainsAndFindings(GrowingDomain.Shape shape) {
        grows(
                shape,
                state -> {
                    var web = state.domain(WEB).orElseThrow();
                    assertThat(LayerForest.of(state, web).trees()).hasSize(1);
                    new Diagnosis(state, web).findings();
                });
    }

    @ParameterizedTest
    @EnumSource
    void map(GrowingDomain.Shape shape) {
        grows(
                shape,
                state -> {
                    var map = SnapshotMap.of(state, state.domain(WEB).orElseThrow());
                    assertThat(map.trees()).isNotEmpty();
                });
    }

    private static Path root(HostState state) {
        return state.layers().keySet().iterator().next().getRoot();
    }

    private static void planned(Planned planned) {
        assertThat(planned).isInstanceOf(Plan.class);
    }

    private static SnapshotName middle(HostState state) {
        var all = state.domain(WEB).orElseThrow().snapshots();
        return all.get(all.size() / 2).name();
    }

    private static void grows(GrowingDomain.Shape shape, Consumer<HostState> work) {
        long once = steps(shape, SMALL, work);
        long twice = steps(shape, 2 * SMALL, work);
        assertThat((double) twice / once)
                .as("steps for twice as much: %d after %d", twice, once)
                .isLessThan(SQUARE);
    }

    private static long steps(GrowingDomain.Shape shape, int snapshots, Consumer<HostState> work) {
        var steps = new AtomicLong();
        var state = new GrowingDomain(new CountedPath(steps), shape).state(snapshots);
        steps.set(0);
        work.accept(state);
        assertThat(steps).hasPositiveValue();
        return steps.get();
    }
}
