package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `blockcommit` and `blockpull` as virsh has them, and snapshots that still work afterwards.
@Tag("guest")
class BlockMergeTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    BlockMergeTest() throws IOException {}

    /// As backup programs leave it.
    private void overlay(RealGuest guest, String name) throws Exception {
        host.virsh("snapshot-create-as", guest.name(), name, "--disk-only", "--no-metadata").ok();
    }

    @Test
    void aCommitIsNotPivotedByHand() throws Exception {
        var web = host.define("web", 1).start();
        overlay(web, "backup");
        var head = web.head("vda");
        host.virsh("blockcommit", "web", "vda", "--active", "--wait").ok();
        assertThat(host.varve("blockjob", "web", "vda", "--pivot").failed())
                .contains("varve blockcommit web vda --active");
        assertThat(web.head("vda")).isEqualTo(head);
        host.varve("blockjob", "web", "vda", "--abort").ok();
        host.varve("blockcommit", "web", "vda", "--active").ok();
    }

    @Test
    void aCommitOfTheActiveLayerGoesDownToTheBase() throws Exception {
        var web = host.define("web", 1).start();
        var base = web.head("vda");
        web.shell("echo one >/mnt/vda/one; sync");
        overlay(web, "backup1");
        web.shell("echo two >/mnt/vda/two; sync");
        overlay(web, "backup2");
        web.shell("echo three >/mnt/vda/three; sync");

        var inactive = host.varve("blockcommit", "web", "vda");
        assertThat(inactive.exit()).isEqualTo(1);
        assertThat(inactive.err()).contains("active layer requires active flag");
        var done = host.varve("blockcommit", "web", "vda", "--active", "--pivot", "--verbose");
        assertThat(done.ok()).isEqualTo("\nCommit complete\n");
        assertThat(web.head("vda")).isEqualTo(base);
        assertThat(host.imageFiles()).containsExactly(base);
        assertThat(web.shell("cat /mnt/vda/one /mnt/vda/two /mnt/vda/three"))
                .isEqualTo("one\ntwo\nthree");

        // And off line, where virsh has no way.
        web.destroy();
        web.start();
        overlay(web, "backup3");
        web.shell("echo four >/mnt/vda/four; sync");
        web.destroy();
        host.varve("blockcommit", "web", "vda", "--active").ok();
        assertThat(host.imageFiles()).containsExactly(base);
        web.start();
        assertThat(web.shell("cat /mnt/vda/four")).isEqualTo("four");
    }

    @Test
    void whatASnapshotNeedsIsNotCommitted() throws Exception {
        var web = host.define("web", 1);
        web.write(1);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.write(2);
        var files = PrivateHost.listing(host.images());
        var refused = host.varve("blockcommit", "web", "vda", "--active");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains(web.frozen("s1", "vda") + " is needed as it is by snapshot s1");
        assertThat(PrivateHost.listing(host.images())).isEqualTo(files);

        host.varve("clone", "web", "web2", "--snapshot", "s1").ok();
        host.varve("snapshot-delete", "web", "s1", "--metadata").ok();
        var pinned = host.varve("blockcommit", "web", "vda", "--active");
        assertThat(pinned.exit()).isEqualTo(1);
        assertThat(pinned.err()).contains("domain web2");
    }

    @Test
    void aPullLeavesSnapshotsThatCanBeRevertedToAndDeleted() throws Exception {
        var web = host.define("web", 1);
        web.write(1);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.write(2);
        host.varve("snapshot-create-as", "web", "s2", "--disk-only").ok();
        web.write(3);
        var contents = Contents.of(web);
        web.start();
        assertThat(host.varve("blockpull", "web", "vda").ok()).isEqualTo("\nPull complete\n");
        web.destroy();
        assertThat(host.chain(web.head("vda"))).containsExactly(web.head("vda"));
        contents.assertSnapshotsUnchanged();

        host.varve("snapshot-revert", "web", "s2").ok();
        contents.assertHeadsAre("s2");
        host.varve("snapshot-delete", "web", "s1").ok();
        contents.assertSnapshotsUnchanged();
        host.varve("snapshot-delete", "web", "s2").ok();
        contents.assertHeadsAre("s2");
    }
}
