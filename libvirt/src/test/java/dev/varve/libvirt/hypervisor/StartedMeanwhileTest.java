package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.FileJournalStorage;
import dev.varve.core.operation.OperationException;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.plan.CreateSnapshot;
import dev.varve.core.plan.DeleteSnapshot;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.Refusal;
import dev.varve.core.plan.RevertToSnapshot;
import dev.varve.core.plan.SnapshotRequest;
import dev.varve.core.plan.Step;
import dev.varve.core.plan.TakeOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Somebody starts the domain while Varve works on it as one that is shut off: before any of the
/// steps. What the snapshots and the head hold stays what it was.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class StartedMeanwhileTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final SnapshotName S1 = new SnapshotName("s1");

    @TempDir Path state;
    private final EmbeddedLibvirt libvirt;

    StartedMeanwhileTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    record Command(String name, Function<DomainRef, Function<HostState, Planned>> planner) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Command> commands() {
        return Stream.of(
                new Command("create s3", web -> create(web, "s3")),
                new Command("delete s1", web -> delete(web, "s1")),
                new Command("delete s2", web -> delete(web, "s2")),
                new Command("revert to s1", StartedMeanwhileTest::revert));
    }

    private static Function<HostState, Planned> create(DomainRef web, String name) {
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName(name)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "<domainsnapshot/>");
        var options = new TakeOptions(true, false, false, false, false, false, false, false);
        return new CreateSnapshot(web, request, options, Annotations.none(), Instant.now())::plan;
    }

    private static Function<HostState, Planned> delete(DomainRef web, String name) {
        return new DeleteSnapshot(
                        web, List.of(new SnapshotName(name)), DeleteSnapshot.Scope.ONE, false)
                ::plan;
    }

    private static Function<HostState, Planned> revert(DomainRef web) {
        var options =
                new RevertToSnapshot.Options(false, false, false, false, false, Optional.empty());
        return new RevertToSnapshot(web, S1, options, Instant.now())::plan;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void nothingIsLost(Command command) {
        int steps = 1;
        for (int at = 1; at <= steps; at++) {
            try (var host = libvirt.host()) {
                steps = startBefore(at, command, host);
            }
        }
        assertThat(steps).isGreaterThan(1);
    }

    /// @return how many steps the plan had
    private int startBefore(int at, Command command, EmbeddedHost host) {
        var web = grow(host);
        var before = contents(host, web);
        var head = host.digest(head(host, web));
        var operations = operations(host);
        var starter = new Starter(host, at);
        try {
            accepted(operations.run(web, command.planner().apply(web), starter));
        } catch (HypervisorException | OperationException e) {
            assertThat(e.getMessage()).contains("start");
        }
        assertThat(starter.count).as("the plan was begun").isPositive();
        shutOff(host);
        operations.recover(web, OperationProgress.silent());

        assertThat(operations.unfinished()).isEmpty();
        var after = contents(host, web);
        var when = command + ", started before step " + at;
        for (var snapshot : before.keySet()) {
            var digest = before.get(snapshot);
            assertThat(after.getOrDefault(snapshot, digest))
                    .as("%s, %s", snapshot, when)
                    .isEqualTo(digest);
        }
        assertThat(Stream.concat(after.values().stream(), Stream.of(host.digest(head(host, web)))))
                .as("what the head held, %s", when)
                .contains(head);
        return starter.count;
    }

    private static void accepted(Planned planned) {
        switch (planned) {
            case Plan _ -> {}
            case Refusal refusal -> throw new AssertionError(refusal.message());
        }
    }

    private Operations operations(EmbeddedHost host) {
        return new Operations(
                host.hypervisor(),
                new FileJournalStorage(state.resolve("journal")),
                new DomainLocks(state.resolve("locks")),
                InstantSource.system());
    }

    private DomainRef grow(EmbeddedHost host) {
        var web = host.domain("web", List.of(VDA));
        host.write(head(host, web), 1);
        for (int i = 1; i <= 2; i++) {
            var operations = operations(host);
            accepted(operations.run(web, create(web, "s" + i), OperationProgress.silent()));
            host.write(head(host, web), i + 1);
        }
        return web;
    }

    private static Domain domain(EmbeddedHost host, DomainRef web) {
        return host.hypervisor().observe().domain(web).orElseThrow();
    }

    private static Path head(EmbeddedHost host, DomainRef web) {
        return domain(host, web).disk(VDA).orElseThrow().source().image().orElseThrow();
    }

    private static Map<String, String> contents(EmbeddedHost host, DomainRef web) {
        var contents = new TreeMap<String, String>();
        for (var snapshot : domain(host, web).snapshots()) {
            contents.put(
                    snapshot.name().value(), host.digest(snapshot.frozenLayer(VDA).orElseThrow()));
        }
        return contents;
    }

    private static void shutOff(EmbeddedHost host) {
        try (var domain = host.connection().domain("web")) {
            if (domain.isActive()) {
                domain.destroy();
            }
        }
    }

    /// Starts the domain right before a step.
    private static final class Starter implements OperationProgress {
        private final EmbeddedHost host;
        private final int at;
        private int count;

        Starter(EmbeddedHost host, int at) {
            this.host = host;
            this.at = at;
        }

        @Override
        public void performing(Step step, int number, int steps) {
            count = steps;
            if (number == at) {
                try (var domain = host.connection().domain("web")) {
                    domain.create(0);
                }
            }
        }
    }
}
