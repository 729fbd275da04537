package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.FileJournalStorage;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.plan.CreateSnapshot;
import dev.varve.core.plan.DeleteSnapshot;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.SnapshotRequest;
import dev.varve.core.plan.Step;
import dev.varve.core.plan.TakeOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// While one disk is committed, somebody puts an overlay on the other's base with qemu-img.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class NeededMeanwhileTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final DiskTarget VDB = new DiskTarget("vdb");

    @TempDir Path state;
    private final EmbeddedLibvirt libvirt;

    NeededMeanwhileTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @Test
    void whatItReadsStaysAndTheDeleteEnds() {
        try (var host = libvirt.host()) {
            var web = host.domain("web", List.of(VDA, VDB));
            var base = head(host, web);
            take(host, web);
            host.write(head(host, web), 2);
            var held = host.digest(head(host, web));
            var stranger = host.file("stranger");
            var delete =
                    new DeleteSnapshot(
                            web, List.of(new SnapshotName("s1")), DeleteSnapshot.Scope.ONE, false);
            var _ =
                    operations(host)
                            .run(web, delete::plan, onceTheFirstIsCommitted(base, stranger));

            assertThat(operations(host).unfinished()).isEmpty();
            var after = host.hypervisor().observe().domain(web).orElseThrow();
            assertThat(after.snapshots()).isEmpty();
            assertThat(host.digest(head(host, web))).isEqualTo(held);
            assertThat(host.digest(stranger)).isNotEqualTo(held).isEqualTo(host.digest(base));
        }
    }

    private static OperationProgress onceTheFirstIsCommitted(Path base, Path stranger) {
        return new OperationProgress() {
            @Override
            public void performing(Step step, int number, int count) {
                if (step instanceof Step.Commit commit && commit.base().equals(base)) {
                    assertThat(number).isGreaterThan(2);
                    EmbeddedHost.run(
                            "qemu-img",
                            "create",
                            "-q",
                            "-f",
                            "qcow2",
                            "-F",
                            "qcow2",
                            "-b",
                            base.toString(),
                            stranger.toString());
                }
            }
        };
    }

    private void take(EmbeddedHost host, DomainRef web) {
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName("s1")),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "<domainsnapshot/>");
        var options = new TakeOptions(true, false, false, false, false, false, false, false);
        var create = new CreateSnapshot(web, request, options, Annotations.none(), Instant.now());
        assertThat(operations(host).run(web, create::plan, OperationProgress.silent()))
                .isInstanceOf(Plan.class);
    }

    private Operations operations(EmbeddedHost host) {
        return new Operations(
                host.hypervisor(),
                new FileJournalStorage(state.resolve("journal")),
                new DomainLocks(state.resolve("locks")),
                InstantSource.system());
    }

    /// Of the disk that is committed last.
    private static Path head(EmbeddedHost host, DomainRef web) {
        return host.hypervisor()
                .observe()
                .domain(web)
                .flatMap(domain -> domain.disk(VDB))
                .flatMap(disk -> disk.source().image())
                .orElseThrow();
    }
}
