package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// All images of a domain and its snapshots in another directory.
@Tag("guest")
class RelocateTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    RelocateTest() throws IOException {}

    @Test
    void everythingIsThereAfterwardsAndStillWorks() throws Exception {
        var web = host.define("web", 2);
        web.write(1);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.write(2);
        host.varve("snapshot-create-as", "web", "s2", "--disk-only").ok();
        web.write(3);
        host.varve("snapshot-revert", "web", "s1").ok();
        web.write(4);
        host.varve("snapshot-create-as", "web", "i1").ok();
        var contents = Contents.of(web);
        var elsewhere = Files.createDirectory(host.root().resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("web-vda.s1"), "somebody's");

        assertThat(host.varve("relocate", "web", "--dir", elsewhere.toString()).ok())
                .startsWith("Domain 'web' relocated to " + elsewhere);

        assertThat(host.imageFiles()).isEmpty();
        assertThat(elsewhere.resolve("web-vda.s1")).hasContent("somebody's");
        contents.assertAllUnchanged();
        for (var disk : web.heads().keySet()) {
            assertThat(host.chain(web.head(disk))).allMatch(image -> image.startsWith(elsewhere));
        }
        assertThat(host.varve("doctor", "web").exit()).isZero();
        host.varve("snapshot-revert", "web", "s2").ok();
        contents.assertHeadsAre("s2");
        host.varve("snapshot-delete", "web", "s1").ok();
        contents.assertSnapshotsUnchanged();
        web.start();
        assertThat(web.state()).isEqualTo("running");
    }

    @Test
    void aGuestGoesOnWhileItsImagesMove() throws Exception {
        var web = host.define("web", 2).start();
        web.shell("echo one >/mnt/vda/file; sync");
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.shell("echo two >/mnt/vda/file; sync");
        host.varve("snapshot-create-as", "web", "s2", "--disk-only").ok();
        web.shell("echo three >/mnt/vda/file; sync; echo in memory >/tmp/here");
        web.shell("(while :; do date >/mnt/vdb/dates; sync; done) >/dev/null 2>&1 &");
        var contents = Contents.ofSnapshots(web, "s1", "s2");
        var elsewhere = Files.createDirectory(host.root().resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("web-vdb.s2"), "somebody's");

        host.varve("relocate", "web", "--dir", elsewhere.toString()).ok();

        assertThat(host.imageFiles()).isEmpty();
        assertThat(elsewhere.resolve("web-vdb.s2")).hasContent("somebody's");
        assertThat(web.shell("cat /mnt/vda/file /tmp/here")).contains("three", "in memory");
        for (var disk : web.heads().keySet()) {
            assertThat(host.chain(web.head(disk))).allMatch(image -> image.startsWith(elsewhere));
        }
        contents.assertSnapshotsUnchanged();
        assertThat(host.varve("doctor", "web").exit()).isZero();
        host.varve("snapshot-delete", "web", "s1").ok();
        contents.assertSnapshotsUnchanged();
        web.destroy();
        assertThat(host.varve("doctor", "web").exit()).isZero();
        host.varve("snapshot-revert", "web", "s2").ok();
        contents.assertHeadsAre("s2");
        web.start();
        assertThat(web.shell("cat /mnt/vda/file")).isEqualTo("two");
        assertThat(PrivateHost.listing(elsewhere).keySet())
                .noneMatch(name -> name.endsWith(".partial"));
    }

    @Test
    void whatOthersNeedStays() throws Exception {
        var web = host.define("web", 1);
        web.write(1);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.write(2);
        host.varve("clone", "web", "web2", "--snapshot", "s1").ok();
        var base = web.frozen("s1", "vda");
        var contents = Contents.of(web);
        var elsewhere = Files.createDirectory(host.root().resolve("elsewhere"));

        var done = host.varve("relocate", "web", "--dir", elsewhere.toString());
        done.ok();
        assertThat(done.err()).containsOnlyOnce(base + " stays: it is needed by domain web2");
        assertThat(web.head("vda").getParent()).isEqualTo(elsewhere);
        assertThat(web.frozen("s1", "vda")).isEqualTo(base);
        contents.assertAllUnchanged();
    }

    @Test
    void whatCantBeDoneChangesNothing() throws Exception {
        var web = host.define("web", 1);
        host.varve("snapshot-create-as", "web", "i1").ok();
        web.start();
        var head = web.head("vda");
        refused(4, "shut the domain down first", host.images().resolve("..").toString());
        refused(3, "no such directory", "/nowhere/at/all");
        refused(2, "not a directory", head.toString());
        web.destroy();
        try (var small = SmallDirectory.mount(host.root().resolve("small"), 1)) {
            host.run("qemu-io", "-f", "qcow2", "-c", "write -q 0 8M", head.toString()).ok();
            refused(4, "MiB are missing", small.path().toString());
            assertThat(PrivateHost.listing(small.path())).isEmpty();
        }
        assertThat(web.head("vda")).isEqualTo(head);
        assertThat(host.imageFiles()).containsExactly(head);
    }

    private void refused(int exit, String message, String directory) throws Exception {
        var outcome = host.varve("relocate", "web", "--dir", directory);
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(exit);
        assertThat(outcome.err()).contains(message);
    }
}
