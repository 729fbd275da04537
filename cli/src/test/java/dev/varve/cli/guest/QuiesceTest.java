package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// File systems are frozen by the real guest agent, and always thawed again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class QuiesceTest {
    private static final int QCOW2 = 0x514649fb;
    private static final int UNKNOWN_VERSION = 9;

    @AutoClose private final PrivateHost host = PrivateHost.create();

    QuiesceTest() throws IOException {}

    @Test
    void freezesForTheSwitchOnly() throws Exception {
        var guest = host.define("web", 1).start();
        guest.shell("until ls -l /proc/$(pidof qemu-ga)/fd | grep -q vport; do sleep 0.1; done");
        guest.shell("echo written >/mnt/vda/file; sync");
        host.varve("snapshot-create-as", "web", "s0", "--disk-only").ok();
        assertThat(needsRecovery(guest, "s0")).isTrue();
        guest.shell("echo again >/mnt/vda/file; sync");
        host.varve("snapshot-create-as", "web", "s1", "--disk-only", "--quiesce").ok();
        assertThat(needsRecovery(guest, "s1")).isFalse();
        assertThawed(guest);
    }

    /// The overlay is opened after the file systems are frozen, and is none that QEMU knows.
    @Test
    void thawsWhenTheSwitchFails() throws Exception {
        var guest = host.define("spoilt", 1).start();
        guest.shell("until ls -l /proc/$(pidof qemu-ga)/fd | grep -q vport; do sleep 0.1; done");
        guest.shell("echo written >/mnt/vda/file; sync");
        var overlay = host.images().resolve("spoilt.s1");
        var header = ByteBuffer.allocate(1 << 16).putInt(QCOW2).putInt(UNKNOWN_VERSION);
        Files.write(overlay, header.array());
        var head = guest.head("vda");
        int told = host.toldAgents().size();

        var spec = "vda,file=" + overlay;
        var error =
                host.varve(
                                "snapshot-create-as",
                                "spoilt",
                                "s1",
                                "--disk-only",
                                "--quiesce",
                                "--reuse-external",
                                "--diskspec",
                                spec)
                        .failed();

        assertThat(error).containsIgnoringCase("version " + UNKNOWN_VERSION);
        assertThat(guest.head("vda")).isEqualTo(head);
        assertThat(guest.snapshots()).isEmpty();
        assertThat(host.toldAgents().stream().skip(told))
                .containsSubsequence("guest-fsfreeze-freeze", "guest-fsfreeze-thaw");
        assertThawed(guest);
    }

    @Test
    void refusesWithoutAnAgent() throws Exception {
        var guest = host.defineWithoutAgent("mute").start();
        var files = host.imageFiles();

        var error =
                host.varve("snapshot-create-as", "mute", "s1", "--disk-only", "--quiesce").failed();

        assertThat(error).containsIgnoringCase("guest agent");
        assertThat(guest.snapshots()).isEmpty();
        assertThat(host.imageFiles()).isEqualTo(files);
        assertThat(guest.state()).isEqualTo("running");
    }

    /// A file system that was frozen has nothing left in its journal.
    private boolean needsRecovery(RealGuest guest, String snapshot)
            throws IOException, InterruptedException {
        var raw = host.root().resolve(snapshot + ".raw").toString();
        var frozen = guest.frozen(snapshot, "vda").toString();
        host.run("qemu-img", "convert", "-U", "-O", "raw", frozen, raw).ok();
        return host.run("/sbin/dumpe2fs", "-h", raw).ok().contains("needs_recovery");
    }

    /// What is written to a frozen file system waits.
    private static void assertThawed(RealGuest guest) throws IOException, InterruptedException {
        guest.shell("echo thawed >/mnt/vda/file; sync");
    }
}
