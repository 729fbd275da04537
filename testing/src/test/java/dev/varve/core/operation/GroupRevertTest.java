package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.group.CreateGroup;
import dev.varve.core.plan.group.DeleteMember;
import dev.varve.core.plan.group.GroupSnapshots;
import dev.varve.core.plan.group.RevertGroup;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Cutter;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Going back to a group: all domains are back there or none is, wherever it is cut.
@Tag("slow")
class GroupRevertTest {
    private static final SnapshotName NIGHTLY = new SnapshotName("nightly");
    private static final int THEN = 1;
    private static final int NOW = 2;

    @TempDir Path directory;

    /// Two domains, one of which runs, that have gone on since their group was taken.
    private static final class World {
        final Host host;
        final DomainRef web;
        final DomainRef db;
        final Group group;

        World(Path directory) {
            host = new Host(directory);
            web = host.domain("web", Host.VDA);
            db = host.domain("db", Host.VDA);
            group = new Group("nightly", List.of(web, db));
            write(THEN);
            run(create());
            write(NOW);
            host.hypervisor.start(web);
        }

        private void write(int value) {
            group.members().forEach(member -> host.write(member, Host.VDA, 0, value));
        }

        private Planned create() {
            var request =
                    new SnapshotRequest(
                            Optional.of(NIGHTLY),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            "<domainsnapshot/>");
            return new CreateGroup(
                            group,
                            request,
                            new CreateGroup.Options(false, 30, false),
                            Annotations.none(),
                            host.tick())
                    .plan(host.hypervisor.observe());
        }

        Planned revert() {
            var options =
                    new RevertToSnapshot.Options(true, false, true, false, false, Optional.empty());
            return new RevertGroup(group, options, host.tick()).plan(host.hypervisor.observe());
        }

        void run(Planned planned) {
            host.operations().run(group.members(), _ -> planned, OperationProgress.silent());
        }

        int read(DomainRef member) {
            var head = host.observed(member).disk(Host.VDA).orElseThrow().source().image();
            return host.hypervisor.readThrough(head.orElseThrow()).getOrDefault(0, 0);
        }

        void checkAllOrNone() {
            assertThat(host.operations().unfinished()).isEmpty();
            assertThat(read(web)).isEqualTo(read(db)).isIn(THEN, NOW);
            for (var member : group.members()) {
                var domain = host.observed(member);
                var frozen = domain.snapshot(NIGHTLY).orElseThrow().frozenLayer(Host.VDA);
                assertThat(host.hypervisor.readThrough(frozen.orElseThrow()))
                        .containsEntry(0, THEN);
                Contents.assertNextStartIsOn(domain);
                assertThat(domain.state()).isNotEqualTo(RunState.PAUSED);
            }
            Contents.of(host.hypervisor).assertNoLeftovers();
        }
    }

    @Test
    void deletingOneOfThemSaysThatTheGroupIsBroken() {
        var world = new World(directory);
        var member = world.web;
        var host = world.host;
        var plan = (Plan) host.delete(member, NIGHTLY.value()).apply(host.hypervisor.observe());
        assertThat(plan.remarks())
                .anyMatch(remark -> remark.contains("group nightly is one snapshot short"));
        var all =
                (Plan)
                        new DeleteMember("nightly", member, NIGHTLY, /* metadataOnly= */ false)
                                .plan(host.hypervisor.observe());
        assertThat(all.remarks()).isEmpty();
    }

    /// What is known of the host counts for each of them, not for the first alone.
    @Test
    void noneGoesBackWhereTheGuestOfOneIsLost() {
        var world = new World(directory);
        world.host.hypervisor.stop(world.web);
        for (var member : world.group.members()) {
            var qemu = new HalfDone.LostQemu(4711, Set.of(Host.image("any")));
            world.host.hypervisor.lose(member, Optional.of(qemu));
            assertThat(world.revert())
                    .isInstanceOfSatisfying(
                            GroupRefusal.OfMember.class,
                            refusal -> assertThat(refusal.message()).contains("process 4711"));
            world.host.hypervisor.lose(member, Optional.empty());
        }
    }

    @Test
    void allGoBackAndWhatIsLeftIsAGroup() {
        var world = new World(directory);
        world.run(world.revert());
        world.checkAllOrNone();
        assertThat(world.read(world.web)).isEqualTo(THEN);
        var left =
                world.host.observed(world.db).snapshots().stream()
                        .filter(s -> s.name().value().startsWith("before-revert-"))
                        .findFirst()
                        .orElseThrow();
        var group = left.annotations().group().orElseThrow();
        assertThat(group.members()).isEqualTo(world.group.members());
        assertThat(GroupSnapshots.find(world.host.hypervisor.observe(), group.name()).members())
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyCutEndsWithAllOrNone(boolean power) {
        int cuts = 0;
        for (var how : List.of(Cutter.How.LOST, Cutter.How.KEPT)) {
            for (int at = 1; cutAndRecover(power, how, at); at++) {
                cuts++;
            }
        }
        assertThat(cuts).isGreaterThan(60);
    }

    private boolean cutAndRecover(boolean power, Cutter.How how, int at) {
        var world = new World(directory);
        var plan = world.revert();
        assertThat(plan).isInstanceOf(Plan.class);
        world.host.inject(Cutter.at(at, how));
        try {
            world.run(plan);
            return false;
        } catch (Cut cut) {
            world.host.inject(Faults.none());
            if (power) {
                world.host.hypervisor.powerCut();
            }
            var any = at % 2 == 0 ? world.web : world.db;
            try {
                world.host.recover(any);
                world.checkAllOrNone();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(cut.getMessage() + ": " + e.getMessage(), e);
            }
            return true;
        } finally {
            world.host.inject(Faults.none());
        }
    }

    /// The first can't be started: the second runs nevertheless.
    @Test
    void whoCanBeStartedIs() {
        var world = new World(directory);
        var plan = world.revert();
        world.host.inject(
                new Faults() {
                    @Override
                    public void before(String change) {
                        if (change.equals("start " + world.group.members().getFirst())) {
                            throw new HypervisorException(
                                    HypervisorException.Kind.FAILED, "no memory");
                        }
                    }
                });
        assertThatThrownBy(() -> world.run(plan))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining(
                        "cannot start domain " + world.group.members().getFirst() + ": no memory");
        world.host.inject(Faults.none());
        world.checkAllOrNone();
        assertThat(world.host.observed(world.group.members().getLast()).state())
                .isEqualTo(RunState.RUNNING);
        assertThat(world.host.observed(world.group.members().getFirst()).state())
                .isEqualTo(RunState.SHUTOFF);
    }

    @Test
    void aGroupThatIsNotWholeIsRefused() {
        var world = new World(directory);
        world.host.must(
                world.db,
                new DeleteSnapshot(world.db, List.of(NIGHTLY), DeleteSnapshot.Scope.ONE, false)
                        ::plan);
        assertThat(world.revert()).isInstanceOf(GroupRefusal.GroupIncomplete.class);
        assertThat(((Refusal) world.revert()).message()).contains("no snapshot of it: db");
    }

    @Test
    void aGroupIsTakenOnce() {
        var world = new World(directory);
        assertThat(world.create()).isInstanceOf(GroupRefusal.GroupExists.class);
    }
}
