package dev.varve.core.plan.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.snapshot.SnapshotRequest.DiskRequest;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.image.ImageFormat;
import dev.varve.testing.memory.MemoryHypervisor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The names of a snapshot's overlays: libvirt's, and others where two disks would get one.
class OverlayNamesTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final DiskTarget VDB = new DiskTarget("vdb");
    private static final DiskTarget VDC = new DiskTarget("vdc");

    private final MemoryHypervisor host = new MemoryHypervisor();

    private DomainRef domain(Path... images) {
        var disks = new LinkedHashMap<DiskTarget, Path>();
        var targets = List.of(VDA, VDB, VDC).iterator();
        for (var image : images) {
            host.addImage(image, ImageFormat.QCOW2, 1 << 20);
            disks.put(targets.next(), image);
        }
        return host.addDomain("web", disks);
    }

    private Planned create(DomainRef domain, Map<DiskTarget, Path> files) {
        return create(domain, files, false);
    }

    private Planned create(DomainRef domain, Map<DiskTarget, Path> files, boolean reuse) {
        var disks =
                files.entrySet().stream()
                        .map(file ->
                                new DiskRequest(
                                        file.getKey().name(),
                                        Optional.of(SnapshotMode.EXTERNAL),
                                        "file",
                                        Optional.of(file.getValue()),
                                        Optional.empty()))
                        .toList();
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName("s1")),
                        Optional.empty(),
                        Optional.empty(),
                        disks,
                        "<domainsnapshot/>");
        var options = new TakeOptions(true, false, false, false, false, reuse, false, false);
        return new CreateSnapshot(domain, request, options, Annotations.none(), Instant.EPOCH)
                .plan(host.observe());
    }

    private static List<Path> overlays(Planned planned) {
        return ((Plan) planned)
                .steps().stream()
                        .filter(ImageStep.CreateOverlay.class::isInstance)
                        .map(step -> ((ImageStep.CreateOverlay) step).overlay())
                        .toList();
    }

    @Test
    void whatFollowsTheLastDotIsReplaced() {
        assertThat(overlays(create(domain(Path.of("/i/a.qcow2"), Path.of("/i/b")), Map.of())))
                .containsExactly(Path.of("/i/a.s1"), Path.of("/i/b.s1"));
    }

    @Test
    void imagesThatDifferBehindTheDotGetDifferentOverlays() {
        var domain = domain(Path.of("/i/img.a"), Path.of("/i/img.b"), Path.of("/i/img.c"));
        assertThat(overlays(create(domain, Map.of())))
                .containsExactly(
                        Path.of("/i/img.s1"), Path.of("/i/img.b.s1"), Path.of("/i/img.c.s1"));
    }

    @Test
    void aFileThatIsNamedIsNoOthers() {
        var domain = domain(Path.of("/i/img.a"), Path.of("/i/img.b"));
        assertThat(overlays(create(domain, Map.of(VDB, Path.of("/i/img.s1")))))
                .containsExactly(Path.of("/i/img.a.s1"), Path.of("/i/img.s1"));
    }

    @Test
    void twoDisksAreNotPutOnOneFile() {
        var domain = domain(Path.of("/i/a.qcow2"), Path.of("/i/b.qcow2"));
        var file = Path.of("/j/x");
        assertThat(create(domain, Map.of(VDA, file, VDB, file)))
                .isEqualTo(new ImageRefusal.OverlayTwice(VDB, file));
    }

    @Test
    void twoWaysToOneFileAreNotTwoFiles() {
        var domain = domain(Path.of("/i/a.qcow2"), Path.of("/i/b.qcow2"));
        var other = Path.of("/j/../j/x");
        assertThat(create(domain, Map.of(VDA, Path.of("/j/x"), VDB, other)))
                .isInstanceOf(ImageRefusal.OverlayTwice.class);
    }

    @Test
    void noDetourLeadsAmongTheDevices() {
        var domain = domain(Path.of("/i/a.qcow2"));
        assertThat(create(domain, Map.of(VDA, Path.of("/dev/shm/../a.s1"))))
                .isInstanceOf(ImageRefusal.UnsuitableDisk.class);
        assertThat(create(domain, Map.of(VDA, Path.of("/dev/shm/a.s1")))).isInstanceOf(Plan.class);
    }

    /// The domain would be left on a file that QEMU can't open.
    @Test
    void aFileOfTheUsersOwnHasToBeQcow2() {
        var domain = domain(Path.of("/i/a.qcow2"));
        var raw = Path.of("/j/raw");
        var overlay = Path.of("/j/overlay");
        host.addImage(raw, ImageFormat.RAW, 1 << 20);
        host.addImage(overlay, ImageFormat.QCOW2, 1 << 20);
        assertThat(create(domain, Map.of(VDA, raw), true))
                .isInstanceOf(ImageRefusal.UnsuitableDisk.class);
        assertThat(create(domain, Map.of(VDA, overlay), true)).isInstanceOf(Plan.class);
    }

    @Test
    void aFileThatIsThereIsNamed() {
        var domain = domain(Path.of("/i/img.a"));
        host.addImage(Path.of("/i/img.s1"), ImageFormat.QCOW2, 1 << 20);
        assertThat(create(domain, Map.of())).isInstanceOf(ImageRefusal.OverlayExists.class);
    }

    @Test
    void evenTheLongerNamesMayBeTaken() {
        assertThat(
                        OverlayNames.named(
                                Path.of("/i/img.b"),
                                "s1",
                                Set.of(Path.of("/i/img.s1"), Path.of("/i/img.b.s1"))))
                .isEqualTo(Path.of("/i/img.b.s1-2"));
    }
}
