package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.group.CreateGroup;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.step.Plan;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Cutter;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The taking of a group is cut at every change that it makes, and so is the recovery from each of these
/// cuts. Afterwards every member has the snapshot or none has, no guest is held, and what was read is
/// what is read.
@Tag("slow")
class GroupCutTest {
    private static final SnapshotName NIGHTLY = new SnapshotName("nightly");

    /// Of the cuts of a recovery, every so many are made; which ones depends on the first cut.
    private static final int STRIDE = 11;

    @TempDir Path directory;

    /// Three domains, two of which run, and what they were before.
    private static final class World {
        final Host host;
        final List<DomainRef> members;
        final Group group;
        final Plan plan;
        final Contents before;
        final Map<DomainRef, RunState> states = new LinkedHashMap<>();
        private final boolean quiesce;

        World(Path directory, Third third) {
            host = new Host(directory);
            members =
                    List.of(
                            host.domain("web", Host.VDA, Host.VDB),
                            host.domain("db", Host.VDA),
                            host.domain("third", Host.VDA));
            int value = 0;
            for (var member : members) {
                host.write(member, Host.VDA, 0, ++value);
            }
            members.subList(0, 2).forEach(host.hypervisor::start);
            if (third == Third.PAUSED) {
                host.hypervisor.start(members.get(2));
                host.hypervisor.setState(members.get(2), RunState.PAUSED);
            }
            quiesce = third != Third.PAUSED;
            members.forEach(member -> states.put(member, host.observed(member).state()));
            group = new Group("nightly", members);
            before = Contents.of(host.hypervisor);
            plan = (Plan) command().plan(host.hypervisor.observe());
        }

        CreateGroup command() {
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
                    new CreateGroup.Options(quiesce, 30, false),
                    Annotations.none(),
                    host.tick());
        }

        void run() {
            host.operations().run(group.members(), _ -> plan, OperationProgress.silent());
        }

        /// Runs it, and ends where the cutter has it end.
        Optional<Cut> cut(Cutter cutter, Runnable work) {
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

        void strike(Accident accident) {
            if (accident == Accident.POWER_CUT) {
                host.hypervisor.powerCut();
                states.replaceAll((_, _) -> RunState.SHUTOFF);
            }
        }

        /// Any command on any member says that something is unfinished, if something is.
        void assertAllSayIt() {
            if (host.operations().unfinished().isEmpty()) {
                return;
            }
            for (var member : members) {
                assertThatThrownBy(() -> host.run(member, host.create(member, "other")))
                        .isInstanceOf(OperationException.class)
                        .hasMessageContaining("cannot work on domain " + member)
                        .hasMessageContaining("varve recover");
            }
        }

        void recover(int which) {
            host.recover(members.get(which % members.size()));
        }

        void check() {
            assertThat(host.operations().unfinished()).isEmpty();
            var after = Contents.of(host.hypervisor);
            boolean taken = host.observed(members.getFirst()).snapshot(NIGHTLY).isPresent();
            for (var member : members) {
                check(host.observed(member), taken);
            }
            before.assertKept(after, new Recovered.Undone(plan.intent()), plan);
            after.assertNoLeftovers();
        }

        private void check(Domain member, boolean taken) {
            var found = member.snapshot(NIGHTLY);
            assertThat(found.isPresent()).as("%s has the snapshot", member.ref()).isEqualTo(taken);
            found.ifPresent(s -> assertThat(s.annotations().group()).contains(group));
            Contents.assertNextStartIsOn(member);
            assertThat(member.state())
                    .as("state of %s", member.ref())
                    .isEqualTo(states.get(member.ref()));
            assertThat(host.hypervisor.frozen(member.ref())).as("frozen").isFalse();
        }
    }

    enum Accident {
        KILL,
        POWER_CUT
    }

    /// What the third domain is. With one that is paused the file systems of the others aren't frozen.
    enum Third {
        PAUSED,
        OFF
    }

    @ParameterizedTest
    @EnumSource
    void undisturbedAllHaveIt(Third third) {
        var world = new World(directory, third);
        world.run();
        world.check();
        assertThat(world.members)
                .allMatch(member -> world.host.observed(member).snapshot(NIGHTLY).isPresent());
    }

    @ParameterizedTest
    @EnumSource(Accident.class)
    void everyCutEndsWithAllOrNone(Accident accident) {
        int cuts = 0;
        for (var third : Third.values()) {
            for (var how : List.of(Cutter.How.LOST, Cutter.How.KEPT)) {
                for (int at = 1; cutAndRecover(third, accident, how, at); at++) {
                    cuts++;
                }
            }
        }
        assertThat(cuts).isGreaterThan(200);
    }

    private boolean cutAndRecover(Third third, Accident accident, Cutter.How how, int at) {
        var world = new World(directory, third);
        var cut = world.cut(Cutter.at(at, how), world::run);
        if (cut.isEmpty()) {
            return false;
        }
        world.strike(accident);
        explained(
                accident + ", " + cut.get().getMessage(),
                () -> {
                    world.assertAllSayIt();
                    world.recover(at);
                    world.check();
                });
        return true;
    }

    @ParameterizedTest
    @EnumSource(Accident.class)
    void everyCutOfARecoveryEndsWithAllOrNone(Accident accident) {
        for (var third : Third.values()) {
            for (var how : List.of(Cutter.How.LOST, Cutter.How.KEPT)) {
                for (int at = 1; cutTwice(third, accident, how, at); at++) {}
            }
        }
    }

    private boolean cutTwice(Third third, Accident accident, Cutter.How how, int at) {
        for (int again = 1 + at % STRIDE; ; again += STRIDE) {
            var world = new World(directory, third);
            var first = world.cut(Cutter.at(at, how), world::run);
            if (first.isEmpty()) {
                return false;
            }
            world.strike(accident);
            var second = world.cut(Cutter.at(again, how), () -> world.recover(at));
            if (second.isEmpty()) {
                return true;
            }
            world.strike(accident);
            explained(
                    accident + ", " + first.get().getMessage() + "; " + second.get().getMessage(),
                    () -> {
                        world.assertAllSayIt();
                        world.recover(at + 1);
                        world.check();
                    });
        }
    }

    /// Where one step fails, nobody needs to recover for the guests to go on.
    @ParameterizedTest
    @EnumSource
    void everyFailureEndsWithAllOrNone(Third third) {
        int failures = 0;
        for (int at = 1; fail(third, at); at++) {
            failures++;
        }
        assertThat(failures).isGreaterThan(40);
    }

    private boolean fail(Third third, int at) {
        var world = new World(directory, third);
        var cutter = Cutter.at(at, Cutter.How.FAILS);
        Optional<RuntimeException> failure = Optional.empty();
        world.host.inject(cutter);
        try {
            world.run();
        } catch (RuntimeException e) {
            failure = Optional.of(e);
        }
        world.host.inject(Faults.none());
        var failed = failure;
        explained(
                "change " + at + " fails: " + failed,
                () -> {
                    world.states.forEach((member, state) ->
                            assertThat(world.host.observed(member).state())
                                    .as("state of %s", member)
                                    .isEqualTo(state));
                    world.recover(at);
                    world.check();
                });
        return cutter.changes() >= at;
    }

    private static void explained(String where, Runnable check) {
        try {
            check.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(where + ": " + e.getMessage(), e);
        }
    }
}
