package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A guest counts on its disks while snapshots are taken and deleted under it. It acknowledges a
/// number once that is synced: none may get lost.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class RunningDeleteTest {
    private static final String COUNT =
            "(n=0; while :; do n=$((n+1));"
                    + " echo $n >>/mnt/vda/counter; echo $n >>/mnt/vdb/counter; sync;"
                    + " echo $n >/tmp/next; mv /tmp/next /tmp/acknowledged; done) >/dev/null 2>&1 &";

    @AutoClose private final PrivateHost host = PrivateHost.create();

    RunningDeleteTest() throws IOException {}

    @Test
    void noAcknowledgedNumberIsLost() throws Exception {
        var guest = host.define("web", 2).start();
        guest.shell(COUNT);
        for (int i = 1; i <= 4; i++) {
            awaitProgress(guest);
            host.varve("snapshot-create-as", "web", "s" + i, "--disk-only").ok();
        }
        host.varve(
                        "snapshot-create-as",
                        "web",
                        "s5",
                        "--disk-only",
                        "--diskspec",
                        "vdb,snapshot=no")
                .ok();
        var contents = Contents.ofSnapshots(guest, "s1", "s2", "s3", "s4");

        for (var snapshot : new String[] {"s5", "s4", "s2", "s1"}) {
            awaitProgress(guest);
            host.varve("snapshot-delete", "web", snapshot).ok();
            assertThat(guest.snapshots()).doesNotContain(snapshot);
            contents.assertUnchanged();
            guest.assertNoFileIsLeft();
        }
        assertThat(guest.snapshots()).containsExactly("s3");

        int acknowledged = awaitProgress(guest);
        guest.destroy();
        guest.start();
        assertCounted(guest, "vda", acknowledged);
        assertCounted(guest, "vdb", acknowledged);
    }

    /// {@return a number that the guest acknowledged after this was asked}
    private static int awaitProgress(RealGuest guest) throws IOException, InterruptedException {
        var read =
                "until [ -s /tmp/acknowledged ]; do sleep 0.1; done; a=$(cat /tmp/acknowledged);"
                        + " until [ $(cat /tmp/acknowledged) != $a ]; do sleep 0.1; done;"
                        + " cat /tmp/acknowledged";
        return Integer.parseInt(guest.shell(read));
    }

    private static void assertCounted(RealGuest guest, String disk, int acknowledged)
            throws IOException, InterruptedException {
        var counted = guest.shell("cat /mnt/DISK/counter".replace("DISK", disk)).lines().toList();
        assertThat(counted).hasSizeGreaterThanOrEqualTo(acknowledged);
        assertThat(counted.subList(0, acknowledged))
                .isEqualTo(
                        IntStream.rangeClosed(1, acknowledged).mapToObj(String::valueOf).toList());
    }
}
