package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.memory.StorageAway;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.RunState;
import dev.varve.core.plan.Intent;
import dev.varve.core.plan.MirrorEnd;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.Refusal;
import dev.varve.core.plan.Step;
import dev.varve.core.plan.clone.FlattenDomain;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
        check(host, before, Optional.of(new Recovered.Completed(plan.intent())), plan);
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
                () -> check(host, before, host.recover(WEB), plan));
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
            explained(accident + ", " + where, () -> check(host, before, host.recover(WEB), plan));
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
                () -> check(host, before, ended.or(() -> host.recover(WEB)), plan));
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
        host.inject(dev.varve.core.hypervisor.memory.Faults.none());
        var failed = failure;
        explained(
                "change " + at + " fails: " + failed,
                () -> check(host, before, ended(host, failed, plan), plan));
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
            host.inject(dev.varve.core.hypervisor.memory.Faults.none());
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

    /// Without a journal nothing had begun, or all was done and only the journal's removal cut.
    private static void check(
            Host host, Contents before, Optional<Recovered> recovered, Plan plan) {
        var after = Contents.of(host.hypervisor);
        assertThat(host.operations().unfinished()).as("unfinished operations").isEmpty();
        var done = recovered.orElseGet(() -> asFound(after, plan.intent(), before));
        assertThat(paused(before)).as("guests that were paused before").containsAll(paused(after));
        before.assertKept(
                after,
                done,
                plan,
                Contents.Writes.none(),
                Contents.Writes.none(),
                Contents.Writes.none());
        after.assertNoLeftovers(left(plan, done));
        if (done instanceof Recovered.Undone) {
            assertThat(metadata(after.state())).isEqualTo(metadata(before.state()));
        } else {
            assertDone(after, plan);
        }
    }

    /// The image that a disk was copied from, or the copy.
    private static Set<Path> left(Plan plan, Recovered done) {
        return plan.intent().kind() != Intent.Kind.COPY || done instanceof Recovered.Undone
                ? Set.of()
                : mirrors(plan)
                        .map(step -> pivots(plan) ? step.head() : step.copy())
                        .collect(Collectors.toSet());
    }

    private static Stream<Step.MirrorHead> mirrors(Plan plan) {
        return plan.steps().stream()
                .filter(Step.MirrorHead.class::isInstance)
                .map(Step.MirrorHead.class::cast);
    }

    private static boolean pivots(Plan plan) {
        return mirrors(plan).anyMatch(step -> step.end() == MirrorEnd.PIVOTED);
    }

    private static List<DomainRef> paused(Contents contents) {
        return contents.state().domains().stream()
                .filter(domain -> domain.state() == RunState.PAUSED)
                .map(Domain::ref)
                .toList();
    }

    private static Recovered asFound(Contents after, Intent intent, Contents before) {
        boolean copied =
                intent.kind() == Intent.Kind.COPY && after.state().layers().containsKey(Host.COPY);
        return metadata(after.state()).equals(metadata(before.state())) && !copied
                ? new Recovered.Undone(intent)
                : new Recovered.Completed(intent);
    }

    private static void assertDone(Contents after, Plan plan) {
        var web = after.state().domain(WEB).orElseThrow();
        switch (plan.intent().kind()) {
            case DELETE, MEND -> assertDeleted(after, plan);
            case CLONE -> assertMade(after.state(), plan);
            case FLATTEN ->
                    assertThat(new FlattenDomain(WEB).plan(after.state()))
                            .isInstanceOf(Refusal.NothingShared.class);
            case COMMIT ->
                    assertThat(after.state().layers())
                            .doesNotContainKeys(removed(plan))
                            .hasSizeLessThan(6);
            case RELOCATE ->
                    assertThat(after.state().layers())
                            .doesNotContainKeys(removed(plan))
                            .containsKey(Path.of("/elsewhere/web-vda.s2"));
            case COPY -> {
                assertThat(after.state().layers()).containsKey(Host.COPY);
                assertThat(Host.head(web, Host.VDA).equals(Host.COPY)).isEqualTo(pivots(plan));
            }
            case PULL -> assertThat(after.state().depth(Host.head(web, Host.VDA))).isLessThan(3);
            default -> assertThat(web.current()).contains(plan.intent().snapshots().getFirst());
        }
        Contents.assertNextStartIsOn(web);
    }

    /// One that can't go on with its memory is there nevertheless, where another does.
    private static void assertMade(HostState state, Plan plan) {
        var made = Contents.made(plan);
        assertThat(made).isNotEmpty().allMatch(ref -> state.domain(ref).isPresent());
        boolean resumes = plan.steps().stream().anyMatch(Step.ResumeClone.class::isInstance);
        if (resumes && runs(WEB, state)) {
            assertThat(made).anyMatch(ref -> runs(ref, state));
        }
    }

    private static boolean runs(DomainRef ref, HostState state) {
        return state.domain(ref).filter(found -> found.state().active()).isPresent();
    }

    private static void assertDeleted(Contents after, Plan plan) {
        var web = after.state().domain(WEB).orElseThrow();
        assertThat(after.state().halfDone(WEB).deletes()).as("libvirt's marks").isEmpty();
        assertThat(Contents.deleted(plan))
                .isNotEmpty()
                .noneMatch(name -> web.snapshot(name).isPresent());
    }

    private static Path[] removed(Plan plan) {
        return plan.steps().stream()
                .filter(Step.RemoveImage.class::isInstance)
                .map(step -> ((Step.RemoveImage) step).image())
                .toArray(Path[]::new);
    }

    private static List<Object> metadata(HostState state) {
        return state.domains().stream().<Object>map(EveryCutTest::metadata).toList();
    }

    private static List<Object> metadata(Domain domain) {
        return Arrays.asList(
                domain.definition(),
                domain.snapshots().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList(),
                domain.current());
    }
}
