package dev.varve.libvirt.hypervisor;

import static dev.varve.libvirt.hypervisor.CommandedHost.VDA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// While one disk is committed, somebody puts an overlay on the other's base with qemu-img.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class NeededMeanwhileTest {
    /// The disk that is committed last.
    private static final DiskTarget VDB = new DiskTarget("vdb");

    @TempDir Path state;
    private final EmbeddedLibvirt libvirt;

    NeededMeanwhileTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @Test
    void whatItReadsStaysAndTheDeleteEnds() {
        try (var host = libvirt.host()) {
            var commanded = new CommandedHost(host, state);
            var web = host.domain("web", List.of(VDA, VDB));
            var base = commanded.head(web, VDB);
            commanded.take(web, "s1");
            host.write(commanded.head(web, VDB), 2);
            var held = host.digest(commanded.head(web, VDB));
            var stranger = host.file("stranger");
            var delete = CommandedHost.delete(web, "s1");
            var operations = commanded.operations();
            var _ = operations.run(web, delete, onceTheFirstIsCommitted(base, stranger));

            assertThat(operations.unfinished()).isEmpty();
            assertThat(commanded.observed(web).snapshots()).isEmpty();
            assertThat(host.digest(commanded.head(web, VDB))).isEqualTo(held);
            assertThat(host.digest(stranger)).isNotEqualTo(held).isEqualTo(host.digest(base));
        }
    }

    private static OperationProgress onceTheFirstIsCommitted(Path base, Path stranger) {
        return new OperationProgress() {
            @Override
            public void performing(Step step, int number, int count) {
                if (step instanceof MergeStep.Commit commit && commit.base().equals(base)) {
                    assertThat(number).isGreaterThan(2);
                    EmbeddedHost.createOverlay(stranger, base);
                }
            }
        };
    }
}
