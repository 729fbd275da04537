package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Planned;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `base:s1 <-- a:s2 <-- b:head`, where an image is damaged: what would move data into it or out of it is refused
/// before anything is begun.
class DamagedImageTest {
    private static final Path BASE = Host.image("web-vda.qcow2");
    private static final Path S1 = Host.image("web-vda.s1");
    private static final String FLAW = "expected refcount 1 of the cluster at 65536, found 0";

    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = host.domain("web", Host.VDA);

    @BeforeEach
    void build() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 1, 1);
        host.must(web, host.create(web, "s2"));
        host.write(web, Host.VDA, 2, 2);
    }

    private void assertRefused(Path image, Function<HostState, Planned> planner) {
        var refusal = host.refused(web, planner);
        assertThat(refusal).isInstanceOf(ImageRefusal.Damaged.class);
        assertThat(refusal.message())
                .contains(image + " is damaged: " + FLAW)
                .contains("qemu-img check -r all " + image);
    }

    @Test
    void nothingIsMergedIntoIt() {
        host.hypervisor.damage(BASE, FLAW);
        assertRefused(BASE, host.delete(web, "s1"));
        assertRefused(BASE, host.delete(web, "s1", "s2"));
        assertRefused(BASE, host.prune(web, 1));
    }

    @Test
    void nothingIsMergedOutOfIt() {
        host.hypervisor.damage(S1, FLAW);
        assertRefused(S1, host.delete(web, "s1"));
        assertRefused(S1, host.pull(web, Optional.of(BASE)));
    }

    /// A commit reads what lies below the base, too, where a cluster is held in parts.
    @Test
    void nothingIsMergedAboveIt() {
        host.hypervisor.damage(BASE, FLAW);
        assertRefused(BASE, host.delete(web, "s2"));
    }

    @Test
    void whatMovesNoDataIsDone() {
        host.hypervisor.damage(BASE, FLAW);
        host.must(web, host.create(web, "s3"));
        host.must(web, host.revert(web, "s1", false));
    }
}
