package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.memory.StorageAway;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Cutter;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each operation is cut at every change that it makes, of the host and of the journal, and so is
/// the recovery from each of these cuts. Afterwards all is as before or all is done.
@Tag("slow")
class EveryCutTest {
    static final DomainRef WEB = new Host(Path.of("/nowhere")).domain("web", Host.VDA, Host.VDB);

    /// Of the cuts of a recovery, every so many are made; which ones depends on the first cut.
    private static final int STRIDE = 5;

    @TempDir Path directory;

    enum Accident {
        /// Varve is killed, and the guest goes on.
        KILL,
        POWER_CUT
    }

    /// @param build what was there before
    /// @param command what is cut
    record Scenario(
            String name, Build build, Function<Host, Function<HostState, Planned>> command) {
        interface Build {
            void on(Host host);
        }

        @Override
        public String toString() {
            return name;
        }

        Host host(Path directory) {
            var host = new Host(directory);
            host.domain("web", Host.VDA, Host.VDB);
            host.write(WEB, Host.VDA, 0, 1);
            host.write(WEB, Host.VDB, 0, 2);
            build.on(host);
            return host;
        }
    }

    static List<Scenario> scenarios() {
        return Stream.of(
                        SnapshotScenarios.all(),
                        StoreScenarios.all(),
                        CloneScenarios.all(),
                        BlockScenarios.all())
                .flatMap(s -> s)
                .toList();
    }

    static void start(Host host) {
        host.hypervisor.start(WEB);
        host.hypervisor.guestRemember(WEB, "at work");
    }

    static void grow(Host host, String... names) {
        int value = 10;
        for (var name : names) {
            host.must(WEB, host.create(WEB, name));
            host.write(WEB, Host.VDA, 0, ++value);
            host.write(WEB, Host.VDA, value % 3, ++value);
            host.write(WEB, Host.VDB, value % 4, ++value);
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void undisturbedDoesWhatWasAskedFor(Scenario scenario) {
        var host = scenario.host(directory);
        var before = Contents.of(host.hypervisor);
        var plan = plan(scenario, host);
        host.run(WEB, _ -> plan);
        Outcome.check(host, before, Optional.of(new Recovered.Completed(plan.intent())), plan);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyCutCanBeRecovered(Scenario scenario) {
        for (var accident : Accident.values()) {
            for (var how : List.of(Cutter.How.LOST, Cutter.How.KEPT)) {
                for (int at = 1; cutAndRecover(scenario, accident, how, at); at++) {}
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyCutOfARecoveryCanBeRecovered(Scenario scenario) {
        for (var accident : Accident.values()) {
            for (var how : List.of(Cutter.How.LOST, Cutter.How.KEPT)) {
                for (int at = 1; cutTwice(scenario, accident, how, at); at++) {}
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyCutWaitsForItsStorage(Scenario scenario) {
        for (var how : StorageAway.values()) {
            for (int at = 1; cutWithoutStorage(scenario, how, at); at += 3) {}
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyFailureIsUndoneOrCanBeRecovered(Scenario scenario) {
        for (int at = 1; fail(scenario, at); at++) {}
    }

    @ParameterizedTest
    @EnumSource(Accident.class)
    void theCutsAreMany(Accident accident) {
        var scenario =
                scenarios().stream()
                        .filter(s -> s.name().equals("delete with stores"))
                        .findFirst()
                        .orElseThrow();
        int cuts = 1;
        while (cutAndRecover(scenario, accident, Cutter.How.LOST, cuts)) {
            cuts++;
        }
        assertThat(cuts).isGreaterThan(20);
    }

    private static Plan plan(Scenario scenario, Host host) {
        var planned = scenario.command().apply(host).apply(host.hypervisor.observe());
        assertThat(planned).isInstanceOf(Plan.class);
        return (Plan) planned;
    }

    /// {@return whether there was a change to cut at}
    private boolean cutAndRecover(Scenario scenario, Accident accident, Cutter.How how, int at) {
        var host = scenario.host(directory);
        var before = Contents.of(host.hypervisor);
        var plan = plan(scenario, host);
        var cut = cut(host, Cutter.at(at, how), () -> host.run(WEB, _ -> plan));
        if (cut.isEmpty()) {
            return false;
        }
        strike(host, accident);
        explained(
                accident + ", " + cut.get().getMessage(),
                () -> Outcome.check(host, before, host.recover(WEB), plan));
        return true;
    }

    private boolean cutTwice(Scenario scenario, Accident accident, Cutter.How how, int at) {
        for (int again = 1 + at % STRIDE; ; again += STRIDE) {
            var host = scenario.host(directory);
            var before = Contents.of(host.hypervisor);
            var plan = plan(scenario, host);
            var first = cut(host, Cutter.at(at, how), () -> host.run(WEB, _ -> plan));
            if (first.isEmpty()) {
                return false;
            }
            strike(host, accident);
            var second = cut(host, Cutter.at(again, how), () -> host.recover(WEB));
            if (second.isEmpty()) {
                return true;
            }
            strike(host, accident);
            var where = first.get().getMessage() + "; then " + second.get().getMessage();
            explained(
                    accident + ", " + where,
                    () -> Outcome.check(host, before, host.recover(WEB), plan));
        }
    }

    /// {@return whether there was a change to cut at}
    private boolean cutWithoutStorage(Scenario scenario, StorageAway how, int at) {
        var host = scenario.host(directory);
        var before = Contents.of(host.hypervisor);
        var plan = plan(scenario, host);
        var cut = cut(host, Cutter.at(at, Cutter.How.KEPT), () -> host.run(WEB, _ -> plan));
        if (cut.isEmpty()) {
            return false;
        }
        host.hypervisor.takeAway(Path.of("/images"), how);
        var ended = recoverIfPossible(host);
        assertThat(host.hypervisor.bringBack(Path.of("/images"))).isEmpty();
        explained(
                how + ", " + cut.get().getMessage(),
                () -> Outcome.check(host, before, ended.or(() -> host.recover(WEB)), plan));
        return true;
    }

    private static Optional<Recovered> recoverIfPossible(Host host) {
        try {
            return host.recover(WEB);
        } catch (OperationException e) {
            assertThat(e.kind()).isEqualTo(OperationException.Kind.UNFINISHED);
            assertThat(host.operations().unfinished()).hasSize(1);
            return Optional.empty();
        }
    }

    private boolean fail(Scenario scenario, int at) {
        var host = scenario.host(directory);
        var before = Contents.of(host.hypervisor);
        var plan = plan(scenario, host);
        var cutter = Cutter.at(at, Cutter.How.FAILS);
        host.inject(cutter);
        Optional<RuntimeException> failure = Optional.empty();
        try {
            host.run(WEB, _ -> plan);
        } catch (RuntimeException e) {
            failure = Optional.of(e);
        }
        host.inject(Faults.none());
        var failed = failure;
        explained(
                "change " + at + " fails: " + failed,
                () -> Outcome.check(host, before, ended(host, failed, plan), plan));
        return cutter.changes() >= at;
    }

    /// What became of an operation in which a step failed, after recovery where that is needed.
    private static Optional<Recovered> ended(
            Host host, Optional<RuntimeException> failure, Plan plan) {
        if (failure.isEmpty()) {
            return Optional.of(new Recovered.Completed(plan.intent()));
        }
        if (failure.get() instanceof OperationException e) {
            return e.kind() == OperationException.Kind.UNFINISHED
                    ? host.recover(WEB)
                    : Optional.of(new Recovered.Completed(plan.intent()));
        }
        assertThat(host.storage.ids()).as("journals after an undo").isEmpty();
        return Optional.of(new Recovered.Undone(plan.intent()));
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

    private static void strike(Host host, Accident accident) {
        switch (accident) {
            case KILL -> {}
            case POWER_CUT -> host.hypervisor.powerCut();
        }
    }

    private static void explained(String where, Runnable check) {
        try {
            check.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(where + ": " + e.getMessage(), e);
        }
    }
}
