package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.libvirt.LibvirtEnums.VirConnectDomainEventBlockJobStatus;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockCommitFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobAbortFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainEventType;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotDeleteFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainUndefineFlagsValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only a hypervisor can show: block jobs, saved memory and the monitor, with real QEMU in
/// libvirt's embedded driver. The driver can be opened once per process, so it gets its own.
@Tag("qemu")
class EmbeddedDriverTest {
    @Test
    void runsADomain(@TempDir Path directory) throws Exception {
        var root = Files.createDirectory(directory.resolve("root"));

        var child =
                ChildJvm.run(directory, Map.of(), List.of(), EmbeddedDomain.class, root.toString());

        assertThat(child.errors()).isEmpty();
        assertThat(child.output())
                .containsExactly(
                        "QEMU",
                        "defined, started",
                        "{\"return\":{\"name\":\"tiny\"},\"id\":\"libvirt-N\"}",
                        "BlockInfo[capacity=1048576]",
                        "AGENT Guest agent is not responding: QEMU guest agent is not connected",
                        "no block job",
                        "ready: job of type 4 on vda",
                        "BlockJobInfo[type=4, bandwidth=0]",
                        "pivoted",
                        "no block job",
                        "saved, inactive",
                        "restored, active");
        assertThat(child.exitCode()).isZero();
    }

    /// Takes a snapshot of a domain that boots nothing, commits it again, and says what it sees.
    static final class EmbeddedDomain {
        private static final String DOMAIN =
                """
                <domain type='qemu'>
                  <name>tiny</name>
                  <memory unit='MiB'>32</memory>
                  <os><type arch='x86_64'>hvm</type></os>
                  <devices>
                    <disk type='file' device='disk'>
                      <driver name='qemu' type='raw'/>
                      <source file='DISK'/>
                      <target dev='vda' bus='virtio'/>
                    </disk>
                    <channel type='unix'>
                      <target type='virtio' name='org.qemu.guest_agent.0'/>
                    </channel>
                  </devices>
                </domain>
                """;

        private final Path root;
        private final LibvirtConnection connection;
        private final BlockingQueue<DomainEvent.Lifecycle> lifecycle = new LinkedBlockingQueue<>();
        private final BlockingQueue<DomainEvent.BlockJob> blockJobs = new LinkedBlockingQueue<>();

        private EmbeddedDomain(Path root, LibvirtConnection connection) {
            this.root = root;
            this.connection = connection;
        }

        public static void main(String[] arguments) throws Exception {
            var root = Path.of(arguments[0]);
            var uri = EmbedRoot.prepare(root);
            Files.write(root.resolve("disk"), new byte[1 << 20]);
            try (var connection = LibvirtConnection.open(uri)) {
                new EmbeddedDomain(root, connection).live();
            }
        }

        private void live() throws InterruptedException {
            System.out.println(connection.driverType());
            try (var _ = connection.onLifecycle(lifecycle::add);
                    var _ = connection.onBlockJob(blockJobs::add);
                    var domain =
                            connection.defineDomain(
                                    DOMAIN.replace("DISK", root.resolve("disk").toString()))) {
                domain.create(0);
                try {
                    run(domain);
                } finally {
                    domain.destroy();
                    domain.undefineFlags(VirDomainUndefineFlagsValues.SNAPSHOTS_METADATA);
                }
            }
        }

        private void run(LibvirtDomain domain) throws InterruptedException {
            await(VirDomainEventType.DEFINED);
            await(VirDomainEventType.STARTED);
            System.out.println("defined, started");
            ask(domain);
            commit(domain);
            saveAndRestore(domain);
        }

        private static void ask(LibvirtDomain domain) {
            var answer = domain.monitorCommand("{\"execute\":\"query-name\"}", 0);
            System.out.println(answer.strip().replaceAll("libvirt-\\d+", "libvirt-N"));
            System.out.println(
                    "BlockInfo[capacity=" + domain.disk("vda").blockInfo().capacity() + "]");
            try {
                System.out.println(domain.fsFreeze());
            } catch (LibvirtException e) {
                System.out.println(e.kind() + " " + e.getMessage());
            }
        }

        private void commit(LibvirtDomain domain) throws InterruptedException {
            int diskOnly = VirDomainSnapshotCreateFlags.DISK_ONLY;
            try (var snapshot = domain.createSnapshot("<domainsnapshot/>", diskOnly)) {
                printBlockJob(domain);
                domain.disk("vda").blockCommit("", "", 0, VirDomainBlockCommitFlags.ACTIVE);
                var ready = awaitJob(VirConnectDomainEventBlockJobStatus.READY);
                System.out.println("ready: job of type " + ready.type() + " on " + ready.disk());
                printBlockJob(domain);
                domain.disk("vda").blockJobAbort(VirDomainBlockJobAbortFlags.PIVOT);
                awaitJob(VirConnectDomainEventBlockJobStatus.COMPLETED);
                System.out.println("pivoted");
                printBlockJob(domain);
                snapshot.delete(VirDomainSnapshotDeleteFlags.METADATA_ONLY);
            }
        }

        private void saveAndRestore(LibvirtDomain domain) {
            var file = root.resolve("memory").toString();
            domain.save(file, 0);
            System.out.println("saved, " + (domain.isActive() ? "active" : "inactive"));
            connection.restore(file, connection.saveImageXml(file, 0), 0);
            System.out.println("restored, " + (domain.isActive() ? "active" : "inactive"));
        }

        private static void printBlockJob(LibvirtDomain domain) {
            System.out.println(
                    domain.disk("vda")
                            .blockJobInfo(0)
                            .map(job ->
                                    "BlockJobInfo[type=%d, bandwidth=%d]"
                                            .formatted(job.type(), job.bandwidth()))
                            .orElse("no block job"));
        }

        private void await(int type) throws InterruptedException {
            DomainEvent.Lifecycle event;
            do {
                event = next(lifecycle);
            } while (event.event() != type);
        }

        private DomainEvent.BlockJob awaitJob(int status) throws InterruptedException {
            DomainEvent.BlockJob event;
            do {
                event = next(blockJobs);
            } while (event.status() != status);
            return event;
        }

        private static <E> E next(BlockingQueue<E> events) throws InterruptedException {
            var event = events.poll(1, TimeUnit.MINUTES);
            if (event == null) {
                throw new IllegalStateException("no event came");
            }
            return event;
        }
    }
}
