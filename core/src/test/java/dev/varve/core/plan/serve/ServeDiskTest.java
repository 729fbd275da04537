package dev.varve.core.plan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.core.plan.layers.Forests;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServeDiskTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final String TREE = "base:s1 <-- a:s2 <-- b:head";

    private static ServeDisk of(String snapshot) {
        return new ServeDisk(
                Forests.WEB, Optional.of(new SnapshotName(snapshot)), Optional.empty());
    }

    private static ServeDisk present() {
        return new ServeDisk(Forests.WEB, Optional.empty(), Optional.empty());
    }

    private static Served image(String name) {
        return new ServedDisk(VDA, Path.of("/i", name), ImageFormat.QCOW2, Optional.empty());
    }

    private static String refused(Served served) {
        return ((Served.Refused) served).refusal().message();
    }

    @Test
    void aSnapshotShowsTheLayerThatItFroze() {
        assertThat(of("s1").find(Forests.shutOff(TREE))).isEqualTo(image("base"));
        assertThat(of("s2").find(Forests.running(TREE))).isEqualTo(image("a"));
    }

    @Test
    void thePresentStateIsShownOfADomainThatIsShutOff() {
        assertThat(present().find(Forests.shutOff(TREE))).isEqualTo(image("b"));
        assertThat(refused(present().find(Forests.running(TREE))))
                .isEqualTo(
                        "cannot serve web: the running guest writes to it; take a snapshot and serve"
                                + " that");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(of("s9").find(Forests.shutOff(TREE)))
                .isEqualTo(
                        new Served.Refused(
                                new SnapshotRefusal.NoSuchSnapshot(new SnapshotName("s9"))));
        var other = new ServeDisk(Forests.WEB, Optional.empty(), Optional.of(new DiskTarget("x")));
        assertThat(refused(other.find(Forests.shutOff(TREE))))
                .isEqualTo(
                        "cannot serve disk x of web: there is no disk x; name one with --disk:"
                                + " vda");
    }

    @Test
    void oneOfSeveralDisksIsNamed() {
        var state = withDisks(Forests.shutOff(TREE), disk("vdb", "disk"));
        assertThat(refused(present().find(state)))
                .isEqualTo(
                        "cannot serve web: there are several disks; name one with --disk: vda,"
                                + " vdb");
        var named = new ServeDisk(Forests.WEB, Optional.empty(), Optional.of(VDA));
        assertThat(named.find(state)).isEqualTo(image("b"));
    }

    @Test
    void aMediumIsNoDiskOfTheDomain() {
        var state = withDisks(Forests.shutOff(TREE), disk("hdc", "cdrom"));
        assertThat(present().find(state)).isEqualTo(image("b"));
    }

    /// The server couldn't read it, or would have to follow a header's word.
    @Test
    void aChainWithAnObstacleIsNotShown() {
        assertThat(refused(of("s2").find(Forests.shutOff("base~:s1 <-- a:s2 <-- b:head"))))
                .isEqualTo(
                        "cannot serve snapshot s2 of web: image /i/base can't be read: it is"
                                + " encrypted");
    }

    private static Disk disk(String target, String device) {
        return new Disk(
                new DiskTarget(target),
                device,
                new Source.File(Path.of("/i/a"), ImageFormat.QCOW2),
                false,
                Optional.empty(),
                false);
    }

    private static HostState withDisks(HostState state, Disk more) {
        Domain domain = state.domain(Forests.WEB).orElseThrow();
        var disks = Stream.concat(domain.disks().stream(), Stream.of(more)).toList();
        return state.with(domain.withDisks(List.copyOf(disks)));
    }
}
