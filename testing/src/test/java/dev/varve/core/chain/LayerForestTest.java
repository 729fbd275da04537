package dev.varve.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.doctor.ImageFinding;
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
import org.junit.jupiter.api.Test;

class LayerForestTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final Path BASE = Path.of("/i/web.qcow2");
    private static final Path TOP = Path.of("/i/web.s1");
    private static final Path CLONE = Path.of("/i/clone.qcow2");

    private final MemoryHypervisor host = new MemoryHypervisor();
    private final DomainRef web;
    private final DomainRef clone;

    LayerForestTest() {
        host.addImage(BASE, ImageFormat.QCOW2, 1 << 20);
        web = host.addDomain("web", Map.of(VDA, BASE));
        perform(new ImageStep.CreateOverlay(VDA, TOP, BASE, ImageFormat.QCOW2, 1 << 20));
        perform(
                new TakeStep.TakeSnapshot(
                        new SnapshotName("s1"),
                        "<domainsnapshot/>",
                        List.of(new Placement(VDA, TOP, ImageFormat.QCOW2)),
                        Optional.empty(),
                        new TakeOptions(true, false, false, false, false, false, true, false)));
        host.addOverlay(CLONE, BASE);
        clone = host.addDomain("clone", Map.of(VDA, CLONE));
        host.addImage(Path.of("/i/other.qcow2"), ImageFormat.QCOW2, 1 << 20);
    }

    private void perform(Step step) {
        host.perform(web, step, Progress.none());
    }

    private LayerForest forest() {
        var state = host.observe();
        return LayerForest.of(state, state.domain(web).orElseThrow());
    }

    @Test
    void hasWhatTheDomainReachesAndAllThatLiesOnIt() {
        assertThat(forest().trees()).hasSize(1);
        assertThat(forest().trees().getFirst().all().map(tree -> tree.layer().path()))
                .containsExactly(BASE, CLONE, TOP);
    }

    @Test
    void saysWhatNeedsEach() {
        assertThat(forest().trees().getFirst().all())
                .extracting(LayerTree::pins)
                .containsExactly(
                        List.of(new Pin(Pin.Kind.SNAPSHOT, Optional.of(web), "s1")),
                        List.of(new Pin(Pin.Kind.DISK, Optional.of(clone), "vda")),
                        List.of(new Pin(Pin.Kind.DISK, Optional.of(web), "vda")));
    }

    @Test
    void saysWhatARunningGuestHasOpen() {
        host.start(web);
        assertThat(forest().trees().getFirst().all().filter(tree -> tree.open() == Opened.BY_GUEST))
                .extracting(tree -> tree.layer().path())
                .containsExactly(BASE, TOP);
    }

    @Test
    void hasTheTreesOfAPlace() {
        var state = host.observe();
        assertThat(roots(LayerForest.of(state, host.locate(CLONE)))).containsExactly(BASE);
        assertThat(roots(LayerForest.of(state, host.locate(Path.of("/i")))))
                .containsExactly(Path.of("/i/other.qcow2"), BASE);
        assertThat(roots(LayerForest.of(state, host.locate(Path.of("/nope"))))).isEmpty();
    }

    private static List<Path> roots(LayerForest forest) {
        return forest.trees().stream().map(tree -> tree.layer().path()).toList();
    }

    @Test
    void saysWhatIsMissingBelow() {
        host.addImage(Path.of("/i/gone.qcow2"), ImageFormat.QCOW2, 1 << 20);
        var image = Path.of("/i/db.qcow2");
        host.addOverlay(image, Path.of("/i/gone.qcow2"));
        var db = host.addDomain("db", Map.of(VDA, image));
        perform(new ImageStep.RemoveImage(Path.of("/i/gone.qcow2")));

        var state = host.observe();
        var forest = LayerForest.of(state, state.domain(db).orElseThrow());
        assertThat(forest.trees().getFirst().missing().orElseThrow())
                .startsWith("/i/gone.qcow2 can't be read");
        assertThat(forest.trees().getFirst().findings())
                .hasOnlyElementsOfType(ImageFinding.ImageMissing.class)
                .hasSize(1);
        var gone = host.locate(Path.of("/i/gone.qcow2"));
        assertThat(roots(LayerForest.of(state, gone))).containsExactly(image);
    }
}
