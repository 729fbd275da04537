package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A domain goes to another host in a file, with all its snapshots.
@Tag("guest")
class ExportTest {
    @AutoClose private final PrivateHost here = PrivateHost.create();
    @AutoClose private final PrivateHost there = PrivateHost.create();
    private Path archive = Path.of("");
    private Path target = Path.of("");

    ExportTest() throws IOException {}

    @BeforeEach
    void choosePlaces() throws IOException {
        archive = here.root().resolve("web.tar");
        target = Files.createDirectories(there.root().resolve("other/place"));
    }

    private void move() throws Exception {
        here.varve("export", "web", archive.toString()).ok();
        there.varve("import", archive.toString(), "--dir", target.toString()).ok();
    }

    @Test
    void everySnapshotCanBeRevertedToThere() throws Exception {
        var web = here.define("web", 2).start();
        web.shell("echo one >/mnt/vda/file; sync; echo in memory >/tmp/here");
        here.varve(
                        "snapshot-create-as",
                        "web",
                        "awake",
                        "--memspec",
                        "file=" + here.images().resolve("web.mem"))
                .ok();
        web.shell("echo two >/mnt/vda/file; sync");
        web.destroy();
        web.write(1);
        here.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.write(2);
        here.varve("snapshot-create-as", "web", "i1").ok();
        web.write(3);
        here.varve("snapshot-revert", "web", "s1").ok();
        web.write(4);
        here.varve("snapshot-create-as", "web", "s2", "--disk-only", "--tag", "kept").ok();
        here.varve("hold", "web", "s2", "--reason", "for the move").ok();
        var before = Contents.of(web);

        move();

        var moved = new RealGuest(there, "web");
        assertThat(moved.snapshots()).isEqualTo(web.snapshots());
        assertThat(there.virsh("snapshot-list", "web", "--tree").ok())
                .isEqualTo(here.virsh("snapshot-list", "web", "--tree").ok());
        assertThat(there.virsh("snapshot-current", "web", "--name").ok().strip()).isEqualTo("s2");
        assertThat(there.virsh("domuuid", "web").ok()).isEqualTo(here.virsh("domuuid", "web").ok());
        var contents = before.on(moved);
        contents.assertAllUnchanged();
        for (var disk : moved.heads().keySet()) {
            assertThat(there.chain(moved.head(disk))).allMatch(image -> image.startsWith(target));
        }
        assertThat(there.varve("snapshot-delete", "web", "s2").failed()).contains("for the move");
        assertThat(there.varve("doctor", "web").exit()).isZero();

        for (var snapshot : moved.snapshots()) {
            there.varve("snapshot-revert", "web", snapshot).ok();
            if (snapshot.equals("awake")) {
                // Where a guest's console is, the definition says; it is the same there.
                var console = here.images().resolve("web.socket");
                assertThat(there.inGuest(console, "cat /mnt/vda/file /tmp/here").ok())
                        .contains("one", "in memory");
                moved.destroy();
            } else {
                contents.assertHeadsAre(snapshot);
            }
        }
        there.varve("snapshot-delete", "web", "s1").ok();
        contents.assertSnapshotsUnchanged();
        before.assertAllUnchanged();
    }

    @Test
    void whatCantBeExportedIsSaid() throws Exception {
        var web = here.define("web", 1).start();
        refused(here, 4, "its guest runs", "export", "web", archive.toString());
        web.destroy();
        Files.writeString(archive, "somebody's");
        refused(here, 4, "exists", "export", "web", archive.toString());
        assertThat(archive).hasContent("somebody's");
        refused(here, 3, "/nowhere: no such file", "export", "web", "/nowhere/web.tar");
        refused(here, 3, "failed to get domain", "export", "nobody", "/tmp/nobody.tar");
        try (var small = SmallDirectory.mount(here.root().resolve("small"), 1)) {
            here.run(
                            "qemu-io",
                            "-f",
                            "qcow2",
                            "-c",
                            "write -q -P 1 0 8M",
                            web.head("vda").toString())
                    .ok();
            var file = small.path().resolve("web.tar").toString();
            refused(here, 1, "No space left on device", "export", "web", file);
            assertThat(PrivateHost.listing(small.path())).isEmpty();
        }
    }

    @Test
    void whatCantBeImportedLeavesNothing() throws Exception {
        var web = here.define("web", 1);
        web.write(1);
        here.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        here.run("qemu-io", "-f", "qcow2", "-c", "write -q -P 1 0 8M", web.head("vda").toString())
                .ok();
        here.varve("export", "web", archive.toString()).ok();
        var place = target.toString();

        refused(here, 2, "has its UUID", "import", archive.toString(), "--dir", place);
        refused(there, 3, "no such file", "import", "/nowhere.tar", "--dir", place);
        refused(there, 3, "no such directory", "import", archive.toString(), "--dir", "/nowhere");
        refused(there, 4, "no tar archive", "import", web.head("vda").toString(), "--dir", place);
        try (var small = SmallDirectory.mount(there.root().resolve("small"), 1)) {
            var file = small.path().toString();
            refused(there, 1, "MiB are missing", "import", archive.toString(), "--dir", file);
            assertThat(PrivateHost.listing(small.path())).isEmpty();
        }
        var bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        var damaged = Files.write(here.root().resolve("damaged.tar"), bytes);
        refused(there, 1, "SHA-256", "import", damaged.toString(), "--dir", place);
        var cut =
                Files.write(here.root().resolve("cut.tar"), Arrays.copyOf(bytes, bytes.length / 2));
        refused(there, 4, "Truncated", "import", cut.toString(), "--dir", place);

        assertThat(PrivateHost.listing(target)).isEmpty();
        assertThat(there.virsh("list", "--all", "--name").ok().strip()).isEmpty();
        there.varve("import", archive.toString(), "--dir", place).ok();
    }

    private static void refused(PrivateHost host, int exit, String message, String... command)
            throws Exception {
        var outcome = host.varve(command);
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(exit);
        assertThat(outcome.err()).contains(message);
    }

    @Test
    void namesATargetThatIsFull() throws Exception {
        var web = here.define("full", 1);
        here.run("qemu-io", "-f", "qcow2", "-c", "write -q -P 7 0 8M", web.head("vda").toString())
                .ok();
        try (var small = SmallDirectory.mount(here.root().resolve("small"), 1)) {
            var file = small.path().resolve("full.tar");
            var outcome = here.varve("export", "full", file.toString());
            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.err())
                    .isEqualTo(
                            "error: cannot export full to " + file + ": No space left on device\n");
            assertThat(PrivateHost.listing(small.path())).isEmpty();
        }
    }
}
