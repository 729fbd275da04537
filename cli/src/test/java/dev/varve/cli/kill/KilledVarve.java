package dev.varve.cli.kill;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.FileJournalStorage;
import dev.varve.core.operation.JournalStorage;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.plan.CreateSnapshot;
import dev.varve.core.plan.DeleteSnapshot;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.RevertToSnapshot;
import dev.varve.core.plan.SnapshotRequest;
import dev.varve.core.plan.Step;
import dev.varve.core.plan.TakeOptions;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.hypervisor.LibvirtHypervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Performs one operation and kills its own process, with SIGKILL, at one of the points where
/// something durable happens. The points count from 0: each line of the journal and each step of the
/// plan has two, before and after it takes effect. Prints how many points there were when it survives.
///
/// Arguments: the embedded libvirt's root, the operation, the snapshot, the point.
final class KilledVarve {
    private final int fatal;
    private int points;

    private KilledVarve(int fatal) {
        this.fatal = fatal;
    }

    public static void main(String[] arguments) {
        var root = Path.of(arguments[0]);
        var killed = new KilledVarve(Integer.parseInt(arguments[3]));
        try (var connection = LibvirtConnection.open("qemu:///embed?root=" + root);
                var domain = connection.domain("web")) {
            var ref = new DomainRef(UUID.fromString(domain.uuid()), "web");
            var planned =
                    killed.operations(connection, root.resolve("varve"))
                            .run(
                                    ref,
                                    planner(arguments[1], new SnapshotName(arguments[2]), ref),
                                    OperationProgress.silent());
            System.out.println(planned.getClass().getSimpleName() + " " + killed.points);
        }
        Runtime.getRuntime().halt(0);
    }

    private Operations operations(LibvirtConnection connection, Path state) {
        return new Operations(
                new KilledHypervisor(new LibvirtHypervisor(connection)),
                new KilledStorage(new FileJournalStorage(state.resolve("journal"))),
                new DomainLocks(state.resolve("locks")),
                InstantSource.system());
    }

    private static Function<HostState, Planned> planner(
            String operation, SnapshotName name, DomainRef ref) {
        return switch (operation) {
            case "create" -> new CreateSnapshot(ref, request(name), OPTIONS, Instant.now())::plan;
            case "revert" ->
                    new RevertToSnapshot(
                                    ref,
                                    name,
                                    new RevertToSnapshot.Options(false, false, false, false, false),
                                    Instant.now())
                            ::plan;
            case "delete" -> new DeleteSnapshot(ref, name, DeleteSnapshot.Scope.ONE, false)::plan;
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private static final TakeOptions OPTIONS =
            new TakeOptions(true, false, false, false, false, false, true, false);

    private static SnapshotRequest request(SnapshotName name) {
        return new SnapshotRequest(
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                "<domainsnapshot><name>" + name + "</name></domainsnapshot>");
    }

    private void point() {
        if (points++ == fatal) {
            try {
                new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("cannot kill this process", e);
            }
        }
    }

    private final class KilledHypervisor implements Hypervisor {
        private final Hypervisor real;

        KilledHypervisor(Hypervisor real) {
            this.real = real;
        }

        @Override
        public HostState observe() {
            return real.observe();
        }

        @Override
        public void perform(DomainRef domain, Step step, Progress progress) {
            point();
            real.perform(domain, step, progress);
            point();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private final class KilledStorage implements JournalStorage {
        private final JournalStorage real;

        KilledStorage(JournalStorage real) {
            this.real = real;
        }

        @Override
        public void append(String id, byte[] line) {
            point();
            real.append(id, line);
            point();
        }

        @Override
        public List<String> ids() {
            return real.ids();
        }

        @Override
        public List<byte[]> read(String id) {
            return real.read(id);
        }

        @Override
        public void truncate(String id, int lines) {
            real.truncate(id, lines);
        }

        @Override
        public void remove(String id) {
            point();
            real.remove(id);
            point();
        }
    }
}
