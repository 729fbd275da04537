package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A snapshot with memory states the layers below it. libvirt reads that where it goes back to one, so that it must
/// not name what is gone.
class StatedLayersTest {
    @TempDir Path directory;

    private Host host;
    private DomainRef web;

    @BeforeEach
    void aMemorySnapshotOnTwoOthers() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        host.hypervisor.perform(web, new DomainStep.StartDomain(false, false), Progress.none());
        for (int i = 1; i <= 3; i++) {
            host.write(web, Host.VDA, i, i);
            host.must(web, i < 3 ? host.create(web, "s" + i) : host.createWithMemory(web, "s" + i));
        }
        assertThat(stated()).hasSize(2);
    }

    private Disk kept() {
        return host.observed(web)
                .snapshot(new SnapshotName("s3"))
                .flatMap(snapshot -> snapshot.domainDisk(Host.VDA))
                .orElseThrow();
    }

    private Set<Path> stated() {
        return kept().stated();
    }

    @Test
    void aDeleteBelowLeavesItToTheHeaders() {
        host.must(web, host.delete(web, "s1"));
        assertThat(stated()).isEmpty();
        assertThat(host.hypervisor.readThrough(kept().source().image().orElseThrow()))
                .containsEntry(1, 1)
                .containsEntry(3, 3);
    }

    @Test
    void aRelocationLeavesItToTheHeaders() {
        host.must(web, host.relocate(web));
        assertThat(stated()).isEmpty();
    }

    @Test
    void aPullThatIsNotBelowItChangesNothing() {
        var before = stated();
        host.must(web, host.pull(web, Optional.empty()));
        assertThat(stated()).isEqualTo(before);
    }
}
