package dev.varve.libvirt.hypervisor;

import static dev.varve.libvirt.hypervisor.CommandedHost.VDA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.OperationException;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.step.Planned;
import java.nio.file.Path;
import java.time.Instant;
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
                new Command("create s3", web -> CommandedHost.create(web, "s3")),
                new Command("delete s1", web -> CommandedHost.delete(web, "s1")),
                new Command("delete s2", web -> CommandedHost.delete(web, "s2")),
                new Command("revert to s1", StartedMeanwhileTest::revert));
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
    private int startBefore(int at, Command command, EmbeddedHost embedded) {
        var host = new CommandedHost(embedded, state);
        var web = grow(host);
        var before = contents(host, web);
        var head = digest(host, web);
        var starter = new BeforeStep(at, () -> start(embedded));
        try {
            host.must(web, command.planner().apply(web), starter);
        } catch (HypervisorException | OperationException e) {
            assertThat(e.getMessage()).contains("start");
        }
        assertThat(starter.steps()).as("the plan was begun").isPositive();
        shutOff(embedded);
        var operations = host.operations();
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
        assertThat(Stream.concat(after.values().stream(), Stream.of(digest(host, web))))
                .as("what the head held, %s", when)
                .contains(head);
        return starter.steps();
    }

    private static DomainRef grow(CommandedHost host) {
        var web = host.host().domain("web", List.of(VDA));
        host.host().write(host.head(web, VDA), 1);
        for (int i = 1; i <= 2; i++) {
            host.take(web, "s" + i);
            host.host().write(host.head(web, VDA), i + 1);
        }
        return web;
    }

    private static String digest(CommandedHost host, DomainRef web) {
        return host.host().digest(host.head(web, VDA));
    }

    private static Map<String, String> contents(CommandedHost host, DomainRef web) {
        var contents = new TreeMap<String, String>();
        for (var snapshot : host.observed(web).snapshots()) {
            contents.put(
                    snapshot.name().value(),
                    host.host().digest(snapshot.frozenLayer(VDA).orElseThrow()));
        }
        return contents;
    }

    private static void start(EmbeddedHost host) {
        try (var domain = host.connection().domain("web")) {
            domain.create(0);
        }
    }

    private static void shutOff(EmbeddedHost host) {
        try (var domain = host.connection().domain("web")) {
            if (domain.isActive()) {
                domain.destroy();
            }
        }
    }
}
