package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Snapshots of domains that are shut off, by Varve and by virsh in turn.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class ShutOffDeleteTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    ShutOffDeleteTest() throws IOException {}

    @Test
    void deletesCurrentMiddleAndFirst() throws Exception {
        var guest = host.define("web", 2);
        for (int i = 1; i <= 4; i++) {
            guest.write(i);
            host.varve("snapshot-create-as", "web", "s" + i, "--disk-only").ok();
        }
        guest.write(5);
        var contents = Contents.of(guest);

        for (var snapshot : new String[] {"s4", "s2", "s1"}) {
            host.varve("snapshot-delete", "web", snapshot).ok();

            assertThat(guest.snapshots()).doesNotContain(snapshot);
            contents.assertUnchanged();
            guest.assertNoFileIsLeft();
        }
        assertThat(host.virsh("snapshot-list", "web", "--tree").ok().strip()).isEqualTo("s3");
        assertThat(host.imageFiles()).hasSize(4);
    }

    @Test
    void virshDeletesWhatVarveTook() throws Exception {
        var guest = host.define("theirs", 2);
        host.varve("snapshot-create-as", "theirs", "s1", "--disk-only").ok();
        guest.write(1);
        host.varve("snapshot-create-as", "theirs", "s2", "--disk-only").ok();
        guest.write(2);
        var contents = Contents.of(guest);

        host.virsh("snapshot-delete", "theirs", "s2").ok();

        assertThat(guest.snapshots()).containsExactly("s1");
        contents.assertUnchanged();
        guest.assertNoFileIsLeft();
    }

    @Test
    void varveRevertsToAndDeletesWhatVirshTook() throws Exception {
        var guest = host.define("ours", 2);
        guest.write(1);
        host.virsh("snapshot-create-as", "ours", "v1", "--disk-only").ok();
        guest.write(2);
        host.virsh("snapshot-create-as", "ours", "v2", "--disk-only").ok();
        guest.write(3);
        var contents = Contents.of(guest);

        host.varve("snapshot-revert", "ours", "v1").ok();
        contents.assertHeadsAre("v1");
        contents.assertHeadsWentTo(guest.beforeRevert());

        var reverted = Contents.of(guest);
        for (var snapshot : guest.snapshots()) {
            host.varve("snapshot-delete", "ours", snapshot).ok();
            reverted.assertUnchanged();
            guest.assertNoFileIsLeft();
        }
        assertThat(host.virsh("snapshot-list", "ours", "--tree").ok()).isBlank();
    }
}
