package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A guest comes back with its memory, and its disks match it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class MemorySnapshotTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();
    private final RealGuest guest;

    MemorySnapshotTest() throws IOException, InterruptedException {
        guest = host.define("web", 2);
    }

    @Test
    void revertsFromEveryState() throws Exception {
        guest.start();
        write("first");
        take("warm");
        assertThat(guest.state()).isEqualTo("running");

        write("later");
        revertAndRead("warm", "first");
        write("later");
        host.virsh("suspend", "web").ok();
        revertAndRead("warm", "first");
        write("second");
        take("live", "--live");
        write("later");
        guest.destroy();

        host.varve("snapshot-revert", "web", "live", "--paused").ok();
        assertThat(guest.state()).isEqualTo("paused");
        host.virsh("resume", "web").ok();
        assertRead("second");
        revertAndRead("warm", "first");
    }

    private void take(String snapshot, String... options) throws IOException, InterruptedException {
        var file = host.images().resolve("web." + snapshot + ".memory");
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("snapshot-create-as", "web", snapshot));
        arguments.addAll(List.of("--memspec", "file=" + file + ",snapshot=external"));
        arguments.addAll(List.of(options));
        host.varve(arguments.toArray(String[]::new)).ok();
        assertThat(file).exists();
    }

    private void write(String text) throws IOException, InterruptedException {
        guest.shell(
                "echo TEXT | tee /tmp/file /mnt/vda/file /mnt/vdb/file; sync"
                        .replace("TEXT", text));
    }

    private void revertAndRead(String snapshot, String text)
            throws IOException, InterruptedException {
        host.varve("snapshot-revert", "web", snapshot).ok();
        assertThat(guest.state()).isEqualTo("running");
        assertRead(text);
    }

    private void assertRead(String text) throws IOException, InterruptedException {
        var read = "echo 3 >/proc/sys/vm/drop_caches; cat /tmp/file /mnt/vda/file /mnt/vdb/file";
        assertThat(guest.shell(read).lines()).containsExactly(text, text, text);
    }
}
