package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.chain.Comparison;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Refusal;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
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
        assertThat(host.run(web, host.revert(web, "s1", false)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.message())
                                        .startsWith(
                                                "cannot revert web to snapshot s1: image"
                                                        + " /images/web-vdb.qcow2 can't be read"));
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
