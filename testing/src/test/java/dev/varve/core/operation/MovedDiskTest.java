package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.chain.Comparison;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.doctor.Diagnosis;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.image.ImageFormat;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk is its image, not its target's name: people attach, detach and move disks between two operations.
class MovedDiskTest {
    private static final DiskTarget VDC = new DiskTarget("vdc");
    private static final DiskTarget SDA = new DiskTarget("sda");
    private static final Path OTHER = Host.image("other.qcow2");
    private static final Path GOLDEN = Host.image("golden.qcow2");
    private static final Path TUNED = Host.image("tuned.qcow2");

    @TempDir Path directory;

    private Host host;
    private DomainRef web;

    @BeforeEach
    void setUp() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA, Host.VDB);
        host.write(web, Host.VDA, 1, 1);
        host.write(web, Host.VDB, 1, 2);
    }

    private void attachOther() {
        host.hypervisor.addImage(OTHER, ImageFormat.QCOW2, Host.SIZE);
        host.hypervisor.attach(web, VDC, OTHER);
        host.write(web, VDC, 1, 3);
    }

    private SortedMap<Integer, Integer> read(DiskTarget disk) {
        return host.hypervisor.readThrough(Host.head(host.observed(web), disk));
    }

    private Plan revert(String name) {
        return (Plan) host.run(web, host.revert(web, name, false));
    }

    private String kept() {
        return host.observed(web).snapshots().stream()
                .map(Snapshot::name)
                .map(SnapshotName::value)
                .filter(name -> name.startsWith("before-revert-"))
                .findFirst()
                .orElseThrow();
    }

    private Snapshot snapshot(String name) {
        return host.observed(web).snapshot(new SnapshotName(name)).orElseThrow();
    }

    @Test
    void aDiskThatWasAttachedSinceIsKeptWithTheStateThatIsLeft() {
        host.must(web, host.create(web, "s1"));
        attachOther();
        var plan = revert("s1");
        assertThat(plan.remarks())
                .containsExactly(
                        "vdc is not in s1 and leaves the definition; " + kept() + " has it");
        assertThat(host.observed(web).disk(VDC)).isEmpty();
        host.must(web, host.undo(web));
        assertThat(read(VDC)).containsEntry(1, 3);
        host.write(web, VDC, 1, 9);
        host.must(web, host.revert(web, kept(), false));
        assertThat(read(VDC)).containsEntry(1, 3);
    }

    @Test
    void whatIsLeftOfADiskIsNotRemovedWithTheStateThatWasKept() {
        host.must(web, host.create(web, "s1"));
        attachOther();
        revert("s1");
        var plan = (Plan) host.run(web, host.delete(web, kept()));
        assertThat(plan.kept())
                .containsExactly(
                        OTHER
                                + " stays: it is what is left of a disk that the domain hasn't got any more;"
                                + " remove it if nobody needs it");
        assertThat(host.hypervisor.readThrough(OTHER)).containsEntry(1, 3);
    }

    @Test
    void aDiskOnAnotherBusIsKeptAndComesBack() {
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 2, 4);
        host.hypervisor.retarget(web, Map.of(Host.VDA, SDA));
        revert("s1");
        assertThat(read(Host.VDA)).doesNotContainKey(2);
        host.must(web, host.delete(web, "s1"));
        host.must(web, host.undo(web));
        assertThat(host.observed(web).disk(Host.VDA)).isEmpty();
        assertThat(read(SDA)).containsEntry(2, 4).containsEntry(1, 1);
    }

    @Test
    void aDeleteEndsWhereADiskHasAnotherTarget() {
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 2, 4);
        host.hypervisor.retarget(web, Map.of(Host.VDA, Host.VDB, Host.VDB, SDA));
        host.hypervisor.start(web);
        host.must(web, host.delete(web, "s1"));
        assertThat(Host.head(host.observed(web), Host.VDB)).isEqualTo(Host.image("web-vda.qcow2"));
        assertThat(read(Host.VDB)).containsEntry(2, 4).containsEntry(1, 1);
        assertThat(read(SDA)).containsEntry(1, 2);
    }

    @Test
    void aDiskThatTheSnapshotLeftOutStaysAndIsKept() {
        host.must(web, host.createWithout(web, "s1", Host.VDB));
        host.write(web, Host.VDB, 2, 5);
        host.hypervisor.retarget(web, Map.of(Host.VDB, SDA));
        var plan = revert("s1");
        assertThat(plan.remarks())
                .containsExactly(
                        "vdb is not in s1 and stays as it is: the disks will be from two moments");
        assertThat(read(Host.VDB)).containsEntry(2, 5);
        host.write(web, Host.VDB, 2, 9);
        host.must(web, host.undo(web));
        assertThat(read(SDA)).containsEntry(2, 5);
    }

    @Test
    void aDiskThatWasLeftOutIsFoundAfterTheMergeOfItsImage() {
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDB, 2, 5);
        host.must(web, host.createWithout(web, "s2", Host.VDB));
        host.hypervisor.detach(web, Host.VDB);
        host.must(web, host.delete(web, "s1"));
        assertThat(snapshot("s2").domainDisk(Host.VDB).orElseThrow().source().image())
                .contains(Host.image("web-vdb.qcow2"));
        revert("s2");
        assertThat(read(Host.VDB)).containsEntry(2, 5).containsEntry(1, 2);
    }

    @Test
    void aDiskThatWasLeftOutKeepsItsImage() {
        host.must(web, host.create(web, "s1"));
        host.must(web, host.create(web, "s2"));
        host.must(web, host.createWithout(web, "s3", Host.VDB));
        host.must(web, host.revert(web, "s1", false, true));
        assertThat(host.hypervisor.observe().missing()).isEmpty();
        host.must(web, host.relocate(web));
        assertThat(snapshot("s3").domainDisk(Host.VDB).orElseThrow().source().image())
                .contains(Path.of("/elsewhere/web-vdb.s2"));
    }

    @Test
    void theImageOfADetachedDiskIsNotRemovedWithItsInternalSnapshot() {
        host.must(web, host.createInternal(web, "s1"));
        host.write(web, Host.VDB, 2, 5);
        host.hypervisor.detach(web, Host.VDB);
        host.must(web, host.delete(web, "s1"));
        assertThat(host.hypervisor.readThrough(Host.image("web-vdb.qcow2"))).containsEntry(2, 5);
    }

    @Test
    void aRevertToAnInternalSnapshotLeavesADetachedDiskAsItIs() {
        host.must(web, host.createInternal(web, "s1"));
        host.write(web, Host.VDB, 2, 5);
        host.hypervisor.detach(web, Host.VDB);
        revert("s1");
        assertThat(read(Host.VDB)).doesNotContainKey(2);
        assertThat(host.hypervisor.readThrough(Host.image("web-vdb.qcow2"))).containsEntry(2, 5);
    }

    @Test
    void aDiskThatWasLeftOutAndIsGoneRefusesTheRevert() {
        host.must(web, host.createWithout(web, "s1", Host.VDB));
        host.hypervisor.detach(web, Host.VDB);
        host.hypervisor.removeByHand(Host.image("web-vdb.qcow2"));
        var options =
                new RevertToSnapshot.Options(false, false, false, false, false, Optional.empty());
        var revert = new RevertToSnapshot(web, new SnapshotName("s1"), options, Instant.EPOCH);
        assertThat(host.run(web, revert::plan))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.message())
                                        .startsWith(
                                                "cannot revert web to snapshot s1: image"
                                                        + " /images/web-vdb.qcow2 can't be read")
                                        .endsWith("add --force to go on without disk vdb"));
    }

    @Test
    void aDiskThatWasLeftOutAndIsGoneIsLeftOutByForce() {
        host.must(web, host.createWithout(web, "s1", Host.VDB));
        host.hypervisor.detach(web, Host.VDB);
        host.hypervisor.removeByHand(Host.image("web-vdb.qcow2"));
        host.hypervisor.retarget(web, Map.of(Host.VDA, Host.VDB));
        assertThat(revert("s1").remarks())
                .containsExactly(
                        "vdb is not in s1 and leaves the definition: its image /images/web-vdb.qcow2 isn't"
                                + " there");
        assertThat(host.observed(web).nextDisks())
                .extracting(Disk::target)
                .containsExactly(Host.VDA);
        assertThat(read(Host.VDA)).containsEntry(1, 1);
    }

    @Test
    void aDiskThatWasLeftOutAndDetachedComesBackAsItsImageHoldsIt() {
        host.must(web, host.createWithout(web, "s1", Host.VDB));
        revert("s1");
        host.write(web, Host.VDB, 2, 9);
        host.hypervisor.detach(web, Host.VDB);
        assertThat(revert("s1").remarks())
                .containsExactly(
                        "vdb is not in s1, and the domain hasn't got it any more: it comes back with what"
                                + " /images/web-vdb.qcow2 holds now");
        assertThat(read(Host.VDB)).doesNotContainKey(2).containsEntry(1, 2);
    }

    @Test
    void aTemplateBelowADiskThatWasLeftOutIsNeverMerged() {
        var tuned = tuned();
        host.must(web, host.createWithout(web, "s1", VDC));
        revert("s1");
        host.must(web, host.delete(web, kept()));
        assertOnTemplate(tuned);
        host.must(web, host.delete(web, "s1"));
        assertOnTemplate(tuned);
    }

    @Test
    void aTemplateBelowADiskThatLeavesIsNeverMerged() {
        host.must(web, host.create(web, "s1"));
        var tuned = tuned();
        revert("s1");
        host.must(web, host.delete(web, kept()));
        assertOnTemplate(tuned);
    }

    /// A disk on a template of its user's, which lies on what others have, too.
    private SortedMap<Integer, Integer> tuned() {
        host.hypervisor.addImage(GOLDEN, ImageFormat.QCOW2, Host.SIZE);
        host.hypervisor.addOverlay(TUNED, GOLDEN);
        host.hypervisor.addOverlay(Host.image("mail-vda.qcow2"), GOLDEN);
        host.hypervisor.addDomain("mail", Map.of(Host.VDA, Host.image("mail-vda.qcow2")));
        host.hypervisor.addOverlay(OTHER, TUNED);
        host.hypervisor.attach(web, VDC, OTHER);
        host.write(web, VDC, 1, 3);
        return host.hypervisor.readThrough(TUNED);
    }

    private void assertOnTemplate(SortedMap<Integer, Integer> held) {
        assertThat(host.hypervisor.readThrough(TUNED)).isEqualTo(held);
        assertThat(host.hypervisor.readThrough(OTHER)).containsEntry(1, 3);
    }

    @Test
    void anImageOnAGoldenOneIsNotTheOneThatReplacedIt() {
        var others = onGolden();
        host.must(web, host.createInternal(web, "s1"));
        host.hypervisor.detach(web, VDC);
        host.hypervisor.attach(web, VDC, others);
        host.write(web, VDC, 1, 4);
        host.must(web, host.revert(web, "s1", false, true));
        assertThat(host.hypervisor.readThrough(others)).containsEntry(1, 4);
    }

    @Test
    void anImageOnAGoldenOneStaysWhenTheStateThatHadItGoes() {
        host.must(web, host.create(web, "s1"));
        var others = onGolden();
        revert("s1");
        host.hypervisor.attach(web, VDC, others);
        host.must(web, host.delete(web, kept()));
        assertThat(host.hypervisor.readThrough(OTHER)).containsEntry(1, 3);
    }

    @Test
    void anImageOnAGoldenOneThatIsADiskItselfStays() {
        host.must(web, host.create(web, "s1"));
        host.hypervisor.addOverlay(OTHER, Host.image("web-vda.qcow2"));
        host.hypervisor.attach(web, VDC, OTHER);
        host.write(web, VDC, 1, 3);
        host.must(web, host.revert(web, "s1", false, true));
        assertThat(host.hypervisor.readThrough(OTHER)).containsEntry(1, 3);
    }

    /// Somebody looks into a snapshot with the domain itself.
    @Test
    void aDiskIsTheSnapshotsWhereAnotherLiesOnItsLayer() {
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 2, 4);
        host.hypervisor.addOverlay(OTHER, Host.image("web-vda.qcow2"));
        host.hypervisor.attach(web, VDC, OTHER);
        var plan = (Plan) host.run(web, host.revert(web, "s1", false, true));
        assertThat(plan.remarks())
                .containsExactly(
                        "vdc is not in s1 and leaves the definition; its image /images/other.qcow2"
                                + " stays");
        assertThat(host.hypervisor.observe().files())
                .doesNotContain(Host.image("web-vda.s1"))
                .contains(OTHER);
    }

    /// A disk whose image lies where another lies, that isn't attached.
    private Path onGolden() {
        var another = Host.image("another.qcow2");
        host.hypervisor.addImage(GOLDEN, ImageFormat.QCOW2, Host.SIZE);
        host.hypervisor.addOverlay(OTHER, GOLDEN);
        host.hypervisor.addOverlay(another, GOLDEN);
        host.hypervisor.attach(web, VDC, OTHER);
        host.write(web, VDC, 1, 3);
        return another;
    }

    @Test
    void aDiskThatAnotherDomainHasStaysInItsImage() {
        attachOther();
        var mail = host.hypervisor.addDomain("mail", Map.of(Host.VDA, OTHER));
        host.must(web, host.createWithout(web, "s1", VDC));
        host.hypervisor.start(mail);
        assertThat(host.run(web, host.create(web, "s2")))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.message())
                                        .isEqualTo(
                                                "cannot create snapshot s2 of web: /images/other.qcow2 is"
                                                        + " needed by domain mail, which writes it"));
        assertThat(revert("s1").remarks())
                .containsExactly(
                        "vdc is not in s1 and stays as it is: the disks will be from two moments",
                        "vdc is not kept in "
                                + kept()
                                + ": domain mail has its image as a disk, too");
        assertThat(Host.head(host.observed(web), VDC)).isEqualTo(OTHER);
    }

    @Test
    void disksThatChangedPlacesAreNotTakenForBypassed() {
        host.must(web, host.create(web, "s1"));
        host.hypervisor.retarget(web, Map.of(Host.VDA, Host.VDB, Host.VDB, Host.VDA));
        var state = host.hypervisor.observe();
        assertThat(new Diagnosis(state, state.domain(web).orElseThrow()).findings()).isEmpty();
    }

    @Test
    void aDiskOnAnotherBusIsComparedWithItself() {
        host.must(web, host.create(web, "s1"));
        host.hypervisor.retarget(web, Map.of(Host.VDA, Host.VDB, Host.VDB, SDA));
        var comparison =
                new Comparison(web, new SnapshotName("s1"), Optional.empty(), Optional.empty());
        var pairs = ((Comparison.Pairs) comparison.of(host.hypervisor.observe())).pairs();
        assertThat(pairs)
                .extracting(pair -> pair.disk() + " " + pair.other().image())
                .containsExactly("vda /images/web-vda.s1", "vdb /images/web-vdb.s1");
    }
}
