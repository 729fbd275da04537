package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Step;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A file system that has room while it is planned for, and none for the copy of a cluster.
class FullStorageTest {
    private static final DomainRef WEB = EveryCutTest.WEB;

    @TempDir Path directory;

    private final List<String> notes = new ArrayList<>();

    /// Lets the copies of clusters fail, from the `first` on.
    private static final class Full implements Faults {
        private final int first;
        private int copies;

        Full(int first) {
            this.first = first;
        }

        @Override
        public void before(String change) {
            if (change.startsWith("copy cluster") && ++copies >= first) {
                throw new HypervisorException(
                        HypervisorException.Kind.NO_ROOM, "cannot " + change + ": no room");
            }
        }

        boolean failed() {
            return copies >= first;
        }
    }

    private OperationProgress noting() {
        return new OperationProgress() {
            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
    }

    static List<EveryCutTest.Scenario> merging() {
        return EveryCutTest.scenarios();
    }

    @ParameterizedTest
    @MethodSource("merging")
    void whereverAMergeRunsOutOfRoomTheOperationEnds(EveryCutTest.Scenario scenario) {
        for (int first = 1; runsOut(scenario, first); first++) {}
    }

    /// {@return whether there was a copy to fail}
    private boolean runsOut(EveryCutTest.Scenario scenario, int first) {
        var host = scenario.host(directory);
        var before = Contents.of(host.hypervisor);
        var plan = (Plan) scenario.command().apply(host).apply(host.hypervisor.observe());
        if (plan.steps().stream().noneMatch(FullStorageTest::merges)) {
            return false;
        }
        var full = new Full(first);
        host.inject(full);
        var failure = run(host, plan);
        host.inject(Faults.none());
        var as = scenario + ", copy " + first + " of a cluster: " + failure;
        assertThat(host.operations().unfinished()).as(as).isEmpty();
        var after = Contents.of(host.hypervisor);
        assertThat(failure.isPresent()).as(as).isEqualTo(full.failed() && isAMerge(plan));
        before.assertKept(after, new Recovered.Completed(plan.intent()), plan);
        Contents.assertNextStartIsOn(host.observed(WEB));
        if (full.failed() && plan.intent().kind() == Intent.Kind.DELETE) {
            assertMergedByDeletes(host);
        }
        return full.failed();
    }

    private static Optional<RuntimeException> run(Host host, Plan plan) {
        try {
            host.run(WEB, _ -> plan);
            return Optional.empty();
        } catch (OperationException e) {
            assertThat(e.kind()).isEqualTo(OperationException.Kind.UNMERGED);
            return Optional.of(e);
        }
    }

    private static boolean merges(Step step) {
        return step.plain() instanceof MergeStep.Commit || step.plain() instanceof MergeStep.Pull;
    }

    private static boolean isAMerge(Plan plan) {
        return switch (plan.intent().kind()) {
            case COMMIT, PULL, FLATTEN -> true;
            default -> false;
        };
    }

    /// With room again, whatever stayed goes with the snapshots that are left.
    private static void assertMergedByDeletes(Host host) {
        host.hypervisor.stop(WEB);
        var left = host.observed(WEB).snapshots().stream().map(Snapshot::name).toList();
        if (!left.isEmpty()) {
            var names = left.stream().map(SnapshotName::value).toArray(String[]::new);
            host.must(WEB, host.delete(WEB, names));
            Contents.of(host.hypervisor).assertNoLeftovers();
        }
    }

    private Host twoSnapshots() {
        var host = new Host(directory);
        host.domain("web", Host.VDA, Host.VDB);
        for (int cluster = 0; cluster < 3; cluster++) {
            host.write(WEB, Host.VDA, cluster, 1);
            host.write(WEB, Host.VDB, cluster, 1);
        }
        EveryCutTest.grow(host, "s1", "s2");
        return host;
    }

    @Test
    void whatADeleteLeavesIsToldAndMergedByALaterOne() {
        var host = twoSnapshots();
        var head = host.hypervisor.readThrough(Host.head(host.observed(WEB), Host.VDA));
        host.inject(new Full(1));
        var _ = host.operations().run(WEB, host.delete(WEB, "s1"), noting());
        host.inject(Faults.none());
        assertThat(host.observed(WEB).snapshots()).hasSize(1);
        assertThat(notes).anyMatch(note -> note.matches("did not .*: no room"));
        assertThat(host.hypervisor.observe().layers()).hasSize(6);
        host.must(WEB, host.delete(WEB, "s2"));
        assertThat(host.hypervisor.observe().layers()).hasSize(2);
        assertThat(host.hypervisor.readThrough(Host.head(host.observed(WEB), Host.VDA)))
                .isEqualTo(head);
    }

    @Test
    void withoutASnapshotTheCommandIsNamedThatMergesLater() {
        var host = new Host(directory);
        host.domain("web", Host.VDA);
        for (int cluster = 0; cluster < 3; cluster++) {
            host.write(WEB, Host.VDA, cluster, 1);
        }
        host.must(WEB, host.create(WEB, "s1"));
        host.write(WEB, Host.VDA, 0, 2);
        host.inject(new Full(1));
        var _ = host.operations().run(WEB, host.delete(WEB, "s1"), noting());
        host.inject(Faults.none());
        assertThat(notes)
                .anyMatch(note ->
                        note.endsWith(
                                "\"varve blockcommit web vda --base /images/web-vda.qcow2 --active\""));
    }

    @Test
    void anotherFailureWaitsForRecovery() {
        var host = twoSnapshots();
        host.inject(
                new Faults() {
                    @Override
                    public void before(String change) {
                        if (change.startsWith("copy cluster")) {
                            throw new HypervisorException(
                                    HypervisorException.Kind.FAILED, "cannot " + change);
                        }
                    }
                });
        assertThatThrownBy(() -> host.run(WEB, host.delete(WEB, "s1")))
                .isInstanceOf(OperationException.class);
        host.inject(Faults.none());
        assertThat(host.recover(WEB)).get().isInstanceOf(Recovered.Completed.class);
    }

    /// The domain has gone to a copy of an internal snapshot, and no command of its can merge what it has left.
    @Test
    void whatIsLeftOfADiskThatTheDomainHasNotGotIsNoCommandsToMerge() {
        var host = new Host(directory);
        host.domain("web", Host.VDA);
        for (int cluster = 0; cluster < 3; cluster++) {
            host.write(WEB, Host.VDA, cluster, 1);
        }
        host.must(WEB, host.createInternal(WEB, "inside"));
        host.must(WEB, host.create(WEB, "outside"));
        host.write(WEB, Host.VDA, 0, 1);
        host.must(WEB, host.revert(WEB, "inside", false));
        var snapshots = host.observed(WEB).snapshots().stream().map(Snapshot::name).toList();
        var names = snapshots.stream().map(SnapshotName::value).toArray(String[]::new);
        host.inject(new Full(1));
        var _ = host.operations().run(WEB, host.delete(WEB, names), noting());
        host.inject(Faults.none());
        assertThat(notes)
                .anyMatch(note -> note.contains("it is what is left of a disk"))
                .noneMatch(note -> note.contains("blockcommit"));
    }
}
