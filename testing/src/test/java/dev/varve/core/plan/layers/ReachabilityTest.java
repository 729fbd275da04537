package dev.varve.core.plan.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.ImageFormat;
import dev.varve.testing.memory.MemoryHypervisor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final Path BASE = Path.of("/images/base");
    private static final Path TOP = Path.of("/images/top");
    private static final SnapshotName S1 = new SnapshotName("s1");

    private final MemoryHypervisor host = new MemoryHypervisor();
    private DomainRef web = new DomainRef(new java.util.UUID(0, 0), "unknown");

    @BeforeEach
    void define() {
        host.addImage(BASE, ImageFormat.QCOW2, 1 << 20);
        web = host.addDomain("web", Map.of(VDA, BASE));
    }

    private List<String> users(Path image) {
        return new Reachability(host.observe()).users(image);
    }

    private void perform(Step step) {
        host.perform(web, step, Progress.none());
    }

    /// `base <-- top`, with snapshot s1 of base.
    private void take() {
        perform(new ImageStep.CreateOverlay(VDA, TOP, BASE, ImageFormat.QCOW2, 1 << 20));
        perform(
                new TakeStep.TakeSnapshot(
                        S1,
                        "<domainsnapshot/>",
                        List.of(new Placement(VDA, TOP, ImageFormat.QCOW2)),
                        Optional.empty(),
                        new TakeOptions(true, false, false, false, false, false, true, false)));
    }

    @Test
    void aHeadIsReachedByItsDomain() {
        assertThat(users(BASE)).containsExactly("disk vda of web");
    }

    @Test
    void aFrozenLayerIsReachedByItsSnapshotAndByTheOverlay() {
        take();
        assertThat(users(BASE)).containsExactly("snapshot s1 of web", "overlay /images/top");
        assertThat(users(TOP)).containsExactly("disk vda of web");
    }

    @Test
    void bothWhatADomainRunsOnAndWhatItStartsOnAreReached() {
        take();
        host.start(web);
        var moves = List.of(new Placement(VDA, BASE, ImageFormat.QCOW2));
        var observed = host.observe().domain(web).orElseThrow();
        perform(
                new DomainStep.DefineDomain(
                        S1,
                        moves,
                        observed.snapshot(S1).orElseThrow().document(),
                        observed.definition()));
        assertThat(users(TOP)).containsExactly("disk vda of web");
        assertThat(users(BASE)).contains("disk vda of web");
    }

    @Test
    void anImageIsReachedByAnOverlayThatNobodyNames() {
        host.addImage(Path.of("/images/golden"), ImageFormat.RAW, 1 << 20);
        host.addOverlay(Path.of("/images/stray"), Path.of("/images/golden"));
        assertThat(users(Path.of("/images/golden"))).containsExactly("overlay /images/stray");
        assertThat(new Reachability(host.observe()).reaches(Path.of("/images/stray"))).isFalse();
    }
}
