package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What people do to images by hand, found and mended.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class DoctorTest {
    private static final int LEFT = 7;
    private static final byte[] BACKING_FORMAT = {(byte) 0xe2, 0x79, 0x2a, (byte) 0xca};

    @AutoClose private final EmbedHost host = EmbedHost.create();

    DoctorTest() throws IOException {}

    @Test
    void findsAndMends() throws Exception {
        var guest = host.define("web", 1);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        guest.write(1);
        host.varve("snapshot-create-as", "web", "s2", "--disk-only").ok();
        guest.write(2);
        var contents = Contents.of(guest);
        assertThat(host.varve("doctor", "web").ok()).contains("web: nothing found");

        var overlay = guest.head("vda");
        var middle = guest.frozen("s2", "vda");
        hideBackingFormat(overlay);
        hideBackingFormat(middle);
        assertThat(host.virsh("start", "web").err())
                .contains("was not specified in the image metadata");
        var found = host.varve("doctor");
        assertThat(found.exit()).isEqualTo(LEFT);
        assertThat(found.out())
                .contains("web: " + overlay + " doesn't state the format", "--fix --format FORMAT")
                .contains("web: " + middle + " doesn't state the format", "--fix will state");
        assertThat(host.varve("doctor", "web", "--fix", "--dry-run").ok()).contains("would state");
        assertThat(host.varve("doctor", "web").exit()).isEqualTo(LEFT);
        assertThat(host.varve("doctor", "web", "--fix", "--format", "vmdk").exit()).isEqualTo(2);

        assertThat(host.varve("doctor", "web", "--fix", "--format", "qcow2").ok())
                .contains("mended: state in " + overlay, "mended: state in " + middle)
                .contains("nothing found");
        assertThat(host.run("qemu-img", "info", overlay.toString()).ok())
                .contains("backing file format: qcow2");
        contents.assertUnchanged();

        var stray = host.images().resolve("stray.qcow2");
        host.run(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-F",
                        "qcow2",
                        "-b",
                        guest.frozen("s1", "vda").toString(),
                        stray.toString())
                .ok();
        var kept = host.varve("doctor", "web", "--fix");
        assertThat(kept.exit()).isEqualTo(LEFT);
        assertThat(kept.out()).contains(stray + " belongs to no domain");
        assertThat(stray).exists();
        assertThat(host.varve("doctor", "none").exit()).isEqualTo(3);
    }

    /// As if the overlay had been made by a qemu-img that didn't ask for the format.
    private static void hideBackingFormat(Path overlay) throws IOException {
        var bytes = Files.readAllBytes(overlay);
        for (int at = 0; at < 512; at++) {
            if (Arrays.equals(bytes, at, at + 4, BACKING_FORMAT, 0, 4)) {
                bytes[at] = 0x12; // An extension that nobody knows.
                Files.write(overlay, bytes);
                return;
            }
        }
        throw new AssertionError("no backing format in " + overlay);
    }
}
