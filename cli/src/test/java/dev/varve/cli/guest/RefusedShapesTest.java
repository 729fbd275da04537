package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The shapes that libvirt refuses, or does harm in. What virsh answers is what the manual says, and
/// Varve does what it was asked for, while every other snapshot and every head is read as before.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class RefusedShapesTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();
    private final VirshAnswers virsh = new VirshAnswers();

    RefusedShapesTest() throws IOException {}

    @AfterAll
    void theManualSaysWhatVirshAnswers() throws IOException {
        virsh.assertAreInTheManual(host);
    }

    /// s1 with s2 and s3 on it, and b1, on which the domain is.
    @Test
    void branches() throws Exception {
        var guest = line("tree");
        host.varve("snapshot-revert", "tree", "s1", "--discard").ok();
        guest.write(5);
        host.virsh("snapshot-create-as", "tree", "b1", "--disk-only").ok();
        guest.write(6);
        var contents = Contents.of(guest);

        virsh.refused("delete with two children", guest, "snapshot-delete", "tree", "s1");
        virsh.refused("delete in another branch", guest, "snapshot-delete", "tree", "s2");
        virsh.refused("delete `--children`", guest, "snapshot-delete", "tree", "s1", "--children");
        virsh.refused(
                "delete `--children-only`",
                guest,
                "snapshot-delete",
                "tree",
                "s1",
                "--children-only");
        contents.assertAllUnchanged();

        done(guest, "snapshot-delete", "tree", "s1");
        assertThat(guest.snapshots()).containsExactly("b1", "s2", "s3");
        done(guest, "snapshot-delete", "tree", "s2");
        assertThat(guest.snapshots()).containsExactly("b1", "s3");
        contents.assertUnchanged();
    }

    @Test
    void subtrees() throws Exception {
        var guest = line("line");
        virsh.refused("delete in the middle, shut off", guest, "snapshot-delete", "line", "s2");
        virsh.refused("revert, shut off", guest, "snapshot-revert", "line", "s1");
        var contents = Contents.of(guest);
        host.varve("snapshot-revert", "line", "s2").ok();
        contents.assertHeadsAre("s2");
        contents.assertHeadsWentTo(guest.beforeRevert());
        guest.write(5);
        var after = Contents.of(guest);

        virsh.refused(
                "delete the current one, with children", guest, "snapshot-delete", "line", "s2");
        after.assertAllUnchanged();
        done(guest, "snapshot-delete", "line", "s2");
        done(guest, "snapshot-delete", "line", "s1", "--children-only");
        assertThat(guest.snapshots()).containsExactly("s1");
        done(guest, "snapshot-delete", "line", "s1", "--children");
        assertThat(guest.snapshots()).isEmpty();
        after.assertUnchanged();
    }

    @Test
    void anExcludedDisk() throws Exception {
        var guest = host.define("partly", 2);
        take("partly", "s1", "--diskspec", "vdb,snapshot=no");
        guest.write(2);
        take("partly", "s2");
        guest.write(3);
        var contents = Contents.of(guest);

        virsh.refused("delete where a disk was excluded", guest, "snapshot-delete", "partly", "s1");
        contents.assertAllUnchanged();
        done(guest, "snapshot-delete", "partly", "s1");
        assertThat(guest.snapshots()).containsExactly("s2");
    }

    @Test
    void mediaAndRawDisks() throws Exception {
        var media = Files.write(host.images().resolve("media-hdc.iso"), new byte[1 << 20]);
        var raw = Files.write(host.images().resolve("media-vdb.img"), new byte[1 << 20]);
        var others =
                """
                    <disk type='file' device='cdrom'>
                      <driver name='qemu' type='raw'/>
                      <source file='%s'/>
                      <target dev='hdc' bus='ide'/>
                      <readonly/>
                    </disk>
                    <disk type='file' device='disk' snapshot='no'>
                      <driver name='qemu' type='raw'/>
                      <source file='%s'/>
                      <target dev='vdb' bus='virtio'/>
                    </disk>
                  </devices>
                """
                        .formatted(media, raw);
        var guest = host.define("media", 1, xml -> xml.replace("  </devices>\n", others));
        take("media", "s1");
        var before = digest(guest.frozen("s1", "vda"));

        virsh.refused("revert with a CD-ROM", guest, "snapshot-revert", "media", "s1");
        host.varve("snapshot-revert", "media", "s1").ok();

        assertThat(guest.head("hdc")).isEqualTo(media).hasBinaryContent(new byte[1 << 20]);
        assertThat(guest.head("vdb")).isEqualTo(raw).hasBinaryContent(new byte[1 << 20]);
        assertThat(digest(guest.head("vda"))).isEqualTo(before);
        assertThat(digest(guest.frozen("s1", "vda"))).isEqualTo(before);
    }

    @Test
    void aRunningAndThenPausedGuest() throws Exception {
        var guest = host.define("live", 1).start();
        guest.shell("echo before >/mnt/vda/file; sync");
        take("live", "s1");
        guest.shell("echo after >/mnt/vda/file; sync");
        var contents = Contents.ofSnapshots(guest, "s1");
        virsh.refused("revert while it runs", guest, "snapshot-revert", "live", "s1");
        host.varve("snapshot-revert", "live", "s1", "--running").ok();
        assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("before");
        contents.assertUnchanged();

        guest.shell("echo again >/mnt/vda/file; sync");
        host.virsh("suspend", "live").ok();
        take("live", "p1");
        take("live", "p2");
        var paused = Contents.of(guest);
        virsh.refused("delete after a revert, paused", guest, "snapshot-delete", "live", "s1");
        paused.assertAllUnchanged();
        done(guest, "snapshot-delete", "live", "s1");
        done(guest, "snapshot-delete", "live", "p1");
        assertThat(guest.state()).isEqualTo("paused");
        paused.assertUnchanged();
        host.virsh("resume", "live").ok();
        assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("again");
        guest.destroy();
    }

    @Test
    void aLinkedClone() throws Exception {
        var guest = line("golden");
        var clone = cloneOf(guest, "s3");
        var equal = line("silver");
        var harmed = cloneOf(equal, "s3");
        var before = digest(harmed);
        host.virsh("snapshot-delete", "silver", "s3").ok();
        virsh.add(
                "delete what a clone reads",
                digest(harmed).equals(before) ? "done" : "done, the clone is damaged");

        var read = digest(clone);
        var contents = Contents.of(guest);
        host.varve("snapshot-delete", "golden", "s3").ok();
        contents.assertUnchanged();
        assertThat(digest(clone)).isEqualTo(read);
    }

    @Test
    void anInternalSnapshotUnderAnExternalOne() throws Exception {
        var equal = internalBelow("tin");
        var frozen = digest(equal.frozen("e1", "vda"));
        host.virsh("snapshot-revert", "tin", "i1").ok();
        virsh.add(
                "revert to an internal one under an external one",
                digest(equal.frozen("e1", "vda")).equals(frozen)
                        ? "done"
                        : "done, the external one is damaged");

        var guest = internalBelow("iron");
        var contents = Contents.of(guest);
        host.varve("snapshot-revert", "iron", "i1").ok();
        contents.assertHeadsAre("i1");
        contents.assertSnapshotsUnchanged();
        assertThat(guest.snapshots()).contains("e1", "i1");
    }

    private RealGuest internalBelow(String name) throws Exception {
        var guest = host.define(name, 1);
        guest.write(1);
        host.virsh("snapshot-create-as", name, "i1").ok();
        guest.write(2);
        take(name, "e1");
        guest.write(3);
        return guest;
    }

    /// As a libvirt leaves it that is killed while it deletes s2, after the first of two disks.
    @Test
    void aDeleteThatWasCut() throws Exception {
        var guest = host.define("cut", 2);
        for (int i = 1; i <= 2; i++) {
            guest.write(i);
            take("cut", "s" + i);
        }
        guest.write(3);
        var head = guest.head("vda");
        host.run("qemu-img", "commit", "-q", "-f", "qcow2", head.toString()).ok();
        var xml = host.virsh("dumpxml", "cut", "--inactive").ok();
        Files.writeString(
                host.root().resolve("cut.xml"),
                xml.replace(head.toString(), guest.frozen("s2", "vda").toString()));
        host.virsh("define", host.root().resolve("cut.xml").toString()).ok();
        Files.delete(head);
        var metadata = host.root().resolve("lib/qemu/snapshot/cut/s1.xml");
        Files.writeString(
                metadata,
                Files.readString(metadata)
                        .replaceAll(
                                "(<disk name='vd[ab]' snapshot='external' type='file'>)",
                                "$1<snapshotDeleteInProgress/>"));
        host.restartLibvirtd();
        var contents = Contents.of(guest);

        virsh.refused("delete again after a crash", guest, "snapshot-delete", "cut", "s2");
        virsh.refused("delete the parent after a crash", guest, "snapshot-delete", "cut", "s1");
        contents.assertAllUnchanged();
        done(guest, "snapshot-delete", "cut", "s2");
        done(guest, "snapshot-delete", "cut", "s1");
        assertThat(guest.snapshots()).isEmpty();
        contents.assertUnchanged();
    }

    private void done(RealGuest guest, String... command) throws Exception {
        var contents = Contents.of(guest);
        host.varve(command).ok();
        contents.assertUnchanged();
        guest.assertNoFileIsLeft();
    }

    private void take(String domain, String snapshot, String... options) throws Exception {
        var command = new ArrayList<>(List.of("snapshot-create-as", domain));
        command.addAll(List.of(snapshot, "--disk-only"));
        command.addAll(List.of(options));
        host.virsh(command.toArray(String[]::new)).ok();
    }

    private RealGuest line(String name) throws Exception {
        var guest = host.define(name, 2);
        for (int i = 1; i <= 3; i++) {
            guest.write(i);
            take(name, "s" + i);
        }
        guest.write(4);
        return guest;
    }

    private Path cloneOf(RealGuest guest, String snapshot) throws Exception {
        var clone = host.images().resolve(guest.name() + ".clone");
        var base = guest.frozen(snapshot, "vda").toString();
        var command = "qemu-img create -q -f qcow2 -F qcow2 -b %s %s".formatted(base, clone);
        host.run("sh", "-c", command).ok();
        return clone;
    }

    private String digest(Path image) throws Exception {
        var raw = host.root().resolve("digest.raw");
        host.run("qemu-img", "convert", "-U", "-O", "raw", image.toString(), raw.toString()).ok();
        return host.run("sha256sum", raw.toString()).ok();
    }
}
