package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// File systems are frozen by the real guest agent, and always thawed again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuiesceTest {
    @AutoClose private final EmbedHost host = EmbedHost.create();

    QuiesceTest() throws IOException {}

    @Test
    void freezesForTheSwitchAndThawsAfterAFailure() throws Exception {
        var guest = host.define("web", 1).start();
        guest.shell("until [ -s /run/qemu-ga.pid ]; do sleep 0.1; done");
        host.varve("snapshot-create-as", "web", "s1", "--disk-only", "--quiesce").ok();
        assertThat(freezes(guest)).isEqualTo(1);
        assertThawed(guest);

        var overlay = host.images().resolve("held.qcow2");
        makeOverlay(overlay, guest.heads().get("vda"));
        var holder = host.start("qemu-io", "-f", "qcow2", overlay.toString());
        try {
            awaitOpen(holder);
            host.varve(
                            "snapshot-create-as",
                            "web",
                            "s2",
                            "--disk-only",
                            "--quiesce",
                            "--reuse-external",
                            "--diskspec",
                            "vda,file=" + overlay)
                    .failed();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(guest.snapshots()).containsExactly("s1");
        assertThawed(guest);
    }

    @Test
    void refusesWithoutAnAgent() throws Exception {
        var guest = host.defineWithoutAgent("mute").start();
        var files = host.imageFiles();

        var error = host.varve("snapshot-create-as", "mute", "s1", "--disk-only", "--quiesce").failed();

        assertThat(error).containsIgnoringCase("guest agent");
        assertThat(guest.snapshots()).isEmpty();
        assertThat(host.imageFiles()).isEqualTo(files);
        assertThat(guest.state()).isEqualTo("running");
    }

    private void makeOverlay(Path overlay, Path backing) throws IOException, InterruptedException {
        host.run(
                        "qemu-img",
                        "create",
                        "-q",
                        "-u",
                        "-f",
                        "qcow2",
                        "-F",
                        "qcow2",
                        "-b",
                        backing.toString(),
                        overlay.toString(),
                        "24M")
                .ok();
    }

    /// It answers once it has the image open, and with it QEMU's lock on the file.
    private static void awaitOpen(Process holder) throws IOException {
        holder.getOutputStream().write("length\n".getBytes(StandardCharsets.UTF_8));
        holder.getOutputStream().flush();
        assertThat(holder.inputReader().readLine()).contains("24 MiB");
    }

    private static int freezes(RealGuest guest) throws IOException, InterruptedException {
        return Integer.parseInt(
                guest.shell("grep -c 'guest-fsfreeze called' /run/qemu-ga.log || true"));
    }

    private void assertThawed(RealGuest guest) throws IOException, InterruptedException {
        guest.shell("echo thawed >/mnt/vda/file; sync");
        assertThat(
                        host.virsh(
                                        "qemu-agent-command",
                                        guest.name(),
                                        "{\"execute\":\"guest-fsfreeze-status\"}")
                                .ok())
                .contains("thawed");
    }
}
