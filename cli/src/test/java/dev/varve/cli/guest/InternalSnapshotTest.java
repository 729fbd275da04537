package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Internal snapshots among external ones: whatever is done, what each of them holds stays.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class InternalSnapshotTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    InternalSnapshotTest() throws IOException {}

    @Test
    void aShutOffDomainGoesBackAndForth() throws Exception {
        var guest = grown("mixed", 2);
        var contents = Contents.of(guest);

        // The image that holds i1 lies under e1.
        host.varve("snapshot-revert", "mixed", "i1").ok();
        contents.assertHeadsAre("i1");
        assertUnchanged(contents, guest, "e1", "i2", "i1");
        var left = guest.beforeRevert();
        contents.assertHeadsWentTo(left);

        // Now the domain runs on the image that holds it.
        guest.write(8);
        var written = Contents.of(guest);
        host.varve("snapshot-revert", "mixed", "i1").ok();
        contents.assertHeadsAre("i1");
        written.assertHeadsWentTo(guest.beforeRevert());
        host.varve("undo", "mixed").ok();
        written.assertHeadsUnchanged();

        host.varve("snapshot-revert", "mixed", "i2").ok();
        contents.assertHeadsAre("i2");
        assertUnchanged(contents, guest, "e1", "i1", "i2");
    }

    @Test
    void anImageThatHoldsASnapshotIsNeverTaken() throws Exception {
        var guest = grown("kept", 1);
        var contents = Contents.of(guest);

        host.varve("snapshot-delete", "kept", "e1").ok();
        assertThat(guest.snapshots()).containsExactly("i1", "i2");
        contents.assertUnchanged();

        host.varve("snapshot-delete", "kept", "i2").ok();
        contents.assertUnchanged();
        host.varve("snapshot-revert", "kept", "i1").ok();
        contents.assertHeadsAre("i1");

        host.varve("prune", "kept", "--keep-last", "1", "--all").ok();
        for (var name : guest.snapshots()) {
            host.varve("snapshot-delete", "kept", name).ok();
        }
        assertThat(guest.snapshots()).isEmpty();
        contents.assertHeadsAre("i1");
        assertThat(host.run("qemu-img", "snapshot", "-l", guest.head("vda").toString()).ok())
                .doesNotContain("i1", "before-revert");
    }

    @Test
    void aGuestComesBackWithTheMemoryInItsImage() throws Exception {
        var guest = host.define("live", 1).start();
        guest.shell("echo before | tee /tmp/file /mnt/vda/file; sync");
        host.varve("snapshot-create-as", "live", "i1").ok();
        guest.shell("echo after | tee /tmp/file /mnt/vda/file; sync");
        host.varve("snapshot-create-as", "live", "e1", "--disk-only").ok();
        var contents = Contents.ofSnapshots(guest, "e1", "i1");

        host.varve("snapshot-revert", "live", "i1").ok();
        assertThat(guest.state()).isEqualTo("running");
        assertThat(guest.shell("cat /tmp/file /mnt/vda/file").lines())
                .containsExactly("before", "before");
        contents.assertUnchanged();

        guest.shell("echo later >/mnt/vda/file; sync");
        host.varve("snapshot-delete", "live", "i1").ok();
        assertThat(guest.shell("cat /tmp/file /mnt/vda/file").lines())
                .containsExactly("before", "later");
        assertThat(host.run("qemu-img", "snapshot", "-U", "-l", guest.head("vda").toString()).ok())
                .doesNotContain("i1");
        contents.assertUnchanged();
        guest.destroy();
        host.varve("snapshot-revert", "live", "e1", "--running").ok();
        assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("after");
    }

    /// QEMU would replace what it finds.
    @Test
    void aSnapshotThatLibvirtDoesNotKnowIsNotReplaced() throws Exception {
        var guest = host.define("unknown", 1);
        guest.write(1);
        Path head = guest.head("vda");
        host.run("qemu-img", "snapshot", "-c", "mine", head.toString()).ok();
        assertThat(host.varve("snapshot-create-as", "unknown", "mine").failed())
                .contains(head + " already holds an internal snapshot of that name");
        assertThat(guest.snapshots()).isEmpty();
    }

    private static void assertUnchanged(Contents contents, RealGuest guest, String... snapshots)
            throws IOException, InterruptedException {
        assertThat(guest.snapshots()).contains(snapshots);
        contents.assertSnapshotsUnchanged();
    }

    /// i1 in the first image, e1 on it, i2 in the overlay.
    private RealGuest grown(String name, int disks) throws Exception {
        var guest = host.define(name, disks);
        guest.write(1);
        host.varve("snapshot-create-as", name, "i1").ok();
        guest.write(2);
        host.varve("snapshot-create-as", name, "e1", "--disk-only").ok();
        guest.write(3);
        host.varve("snapshot-create-as", name, "i2").ok();
        guest.write(4);
        return guest;
    }
}
