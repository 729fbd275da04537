package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Deletes of several snapshots at once, which libvirt refuses or doesn't have.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class DeleteSeveralTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    DeleteSeveralTest() throws IOException {}

    @Test
    void aRunOfAShutOffDomainIsMergedAtOnce() throws Exception {
        var guest = grown("run", 2);
        var contents = Contents.of(guest);

        assertThat(host.varve("snapshot-delete", "run", "s1", "s9").failed())
                .contains("no domain snapshot with matching name 's9'");
        assertThat(guest.snapshots()).hasSize(4);

        var plan = host.varve("snapshot-delete", "run", "s4", "s2", "s3", "--dry-run").ok();
        assertThat(plan.lines().filter(line -> line.matches(".*(commit|pull) .*"))).hasSize(2);
        assertThat(host.varve("snapshot-delete", "run", "s4", "s2", "s3").ok())
                .contains("Domain snapshot s4 deleted", "Domain snapshot s2 deleted");

        assertThat(guest.snapshots()).containsExactly("s1");
        contents.assertUnchanged();
        guest.assertNoFileIsLeft();
        assertThat(imagesOf("run")).hasSize(4);
    }

    @Test
    void aSubtreeGoesAndItsStateStaysWithTheDomain() throws Exception {
        var guest = grown("tree", 1);
        host.varve("snapshot-revert", "tree", "s2").ok();
        guest.write(6);
        host.varve("snapshot-create-as", "tree", "other", "--disk-only").ok();
        guest.write(7);
        var contents = Contents.of(guest);

        assertThat(host.virsh("snapshot-delete", "tree", "s2", "--children").exit()).isNotZero();
        host.varve("snapshot-delete", "tree", "s2", "--children-only").ok();
        assertThat(guest.snapshots()).containsExactly("s1", "s2");
        contents.assertUnchanged();
        guest.assertNoFileIsLeft();

        host.varve("snapshot-delete", "tree", "s1", "--children").ok();
        assertThat(guest.snapshots()).isEmpty();
        contents.assertUnchanged();
        guest.assertNoFileIsLeft();
        assertThat(imagesOf("tree")).hasSize(1);
    }

    @Test
    void aRunningDomainIsLeftWithoutSnapshots() throws Exception {
        var guest = host.define("live", 1).start();
        for (int i = 1; i <= 4; i++) {
            guest.shell("echo %d >/mnt/vda/f%d; sync".formatted(i, i));
            host.varve("snapshot-create-as", "live", "s" + i, "--disk-only").ok();
        }
        var contents = Contents.ofSnapshots(guest, "s4");

        host.varve("snapshot-delete", "live", "s1", "s2", "s3").ok();
        assertThat(guest.snapshots()).containsExactly("s4");
        contents.assertUnchanged();

        host.varve("snapshot-delete", "live", "s4").ok();
        guest.assertNoFileIsLeft();
        guest.destroy();
        guest.start();
        assertThat(guest.shell("cat /mnt/vda/f?").lines()).containsExactly("1", "2", "3", "4");
    }

    private List<Path> imagesOf(String domain) throws IOException {
        return host.imageFiles().stream()
                .filter(file -> file.getFileName().toString().startsWith(domain))
                .toList();
    }

    private RealGuest grown(String name, int disks) throws Exception {
        var guest = host.define(name, disks);
        for (int i = 1; i <= 4; i++) {
            guest.write(i);
            host.varve("snapshot-create-as", name, "s" + i, "--disk-only").ok();
        }
        guest.write(5);
        return guest;
    }
}
