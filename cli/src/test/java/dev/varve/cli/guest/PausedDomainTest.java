package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Snapshots of a domain that is paused stay snapshots of a domain that is paused.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class PausedDomainTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    PausedDomainTest() throws IOException {}

    @Test
    void takesAndDeletes() throws Exception {
        var guest = host.define("web", 1).start();
        guest.shell("echo written >/mnt/vda/file; sync");
        host.virsh("suspend", "web").ok();
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        assertThat(guest.state()).isEqualTo("paused");
        var contents = Contents.of(guest);

        host.varve("snapshot-delete", "web", "s1").ok();

        assertThat(guest.state()).isEqualTo("paused");
        contents.assertUnchanged();
        guest.assertNoFileIsLeft();
        host.virsh("resume", "web").ok();
        assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("written");
    }

    @Test
    void losesNothingOfADomainThatWasRestoredPaused() throws Exception {
        var guest = host.define("restored", 1);
        host.virsh("start", "restored", "--paused").ok();
        var memory = host.images().resolve("restored.memory");
        host.varve("snapshot-create-as", "restored", "m1", "--memspec", "file=" + memory).ok();
        assertThat(guest.state()).isEqualTo("paused");
        host.varve("snapshot-revert", "restored", "m1").ok();
        assertThat(guest.state()).isEqualTo("paused");
        host.varve("snapshot-create-as", "restored", "s2", "--disk-only").ok();
        var contents = Contents.of(guest);

        // QEMU writes no image of such a domain before it has run: it may refuse, but lose nothing.
        var deleted = host.varve("snapshot-delete", "restored", "s2");
        contents.assertUnchanged();
        host.virsh("resume", "restored").ok();
        if (deleted.exit() != 0) {
            deleted.failed();
            assertThat(guest.snapshots()).contains("s2");
            host.varve("snapshot-delete", "restored", "s2").ok();
        }
        assertThat(guest.snapshots()).doesNotContain("s2");
        guest.destroy();
        guest.assertNoFileIsLeft();
    }
}
