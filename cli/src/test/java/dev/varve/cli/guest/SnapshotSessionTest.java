package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The session that stops at its revert with virsh before 9.9.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class SnapshotSessionTest {
    private static final String DOCUMENT =
            """
            <domainsnapshot>
              <description>Snapshot of OS install and updates</description>
              <name>snap1</name>
              <disks>
                <disk name='vda' snapshot='external'><driver type='qcow2'/></disk>
                <disk name='vdb' snapshot='no'/>
              </disks>
            </domainsnapshot>
            """;

    @AutoClose private final PrivateHost host = PrivateHost.create();

    SnapshotSessionTest() throws IOException {}

    @Test
    void aFileIsThereOrGoneAsTheSnapshotHasIt() throws Exception {
        var guest = host.define("web", 2).start();
        guest.shell("echo before >/mnt/vda/before; sync");
        take(guest);

        guest.start().shell("echo after >/mnt/vda/after; echo other >/mnt/vdb/other; sync");
        host.varve("snapshot-revert", "--domain", "web", "--snapshotname", "snap1", "--force").ok();
        assertThat(guest.state()).isEqualTo("shut off");
        var left = guest.beforeRevert();

        guest.start();
        assertThat(guest.shell("cd /mnt/vda; echo *")).isEqualTo("before lost+found");
        assertThat(guest.shell("cat /mnt/vdb/other")).isEqualTo("other");

        host.varve("snapshot-revert", "web", left, "--running").ok();
        assertThat(guest.state()).isEqualTo("running");
        assertThat(guest.shell("cd /mnt/vda; echo *")).isEqualTo("after before lost+found");

        host.varve("snapshot-revert", "web", "snap1", "--paused").ok();
        assertThat(guest.state()).isEqualTo("paused");
        guest.destroy();
        deleteAll(guest);
    }

    private void take(RealGuest guest) throws IOException, InterruptedException {
        var document = host.root().resolve("snapshot.xml");
        Files.writeString(document, DOCUMENT);
        var create =
                "snapshot-create --domain web --halt --disk-only --atomic --xmlfile " + document;
        host.varve(create.split(" ")).ok();
        assertThat(guest.state()).isEqualTo("shut off");
        assertThat(guest.snapshots()).containsExactly("snap1");
    }

    private void deleteAll(RealGuest guest) throws IOException, InterruptedException {
        var contents = Contents.of(guest);
        for (var snapshot : guest.snapshots()) {
            host.varve("snapshot-delete", "--domain", "web", "--snapshotname", snapshot).ok();
            contents.assertUnchanged();
        }
        assertThat(host.imageFiles()).hasSize(2);
    }
}
