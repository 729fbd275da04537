package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A copy of a domain is imported beside it, with all its snapshots, and neither has anything of the other's.
@Tag("guest")
class ImportCopyTest {
    private static final String ADDRESS = "52:54:00:12:34:56";

    @AutoClose private final PrivateHost host = PrivateHost.create();
    private final Path archive = host.root().resolve("web.tar");

    ImportCopyTest() throws IOException {}

    private RealGuest defined() throws Exception {
        return host.define(
                "web",
                2,
                xml ->
                        xml.replaceFirst(
                                "</devices>",
                                "<interface type='user'><mac address='"
                                        + ADDRESS
                                        + "'/></interface></devices>"));
    }

    private String[] importing(String... more) {
        var words =
                List.of("import", archive.toString(), "--dir", host.images().toString(), "--name");
        return Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void bothGoBackToEverySnapshotAndRunAtOnce() throws Exception {
        var web = defined();
        web.write(1);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.write(2);
        host.varve("snapshot-create-as", "web", "i1").ok();
        web.write(3);
        host.varve("snapshot-revert", "web", "s1").ok();
        web.write(4);
        host.varve("snapshot-create-as", "web", "s2", "--disk-only", "--tag", "kept").ok();
        host.varve("hold", "web", "s2", "--reason", "for the move").ok();
        var before = Contents.of(web);
        host.varve("export", "web", archive.toString()).ok();
        var files = PrivateHost.listing(host.images());
        tellsTheNewName();
        assertThat(PrivateHost.listing(host.images())).isEqualTo(files);

        web.start();
        assertThat(host.varve(importing("web2")).ok())
                .startsWith("Domain 'web2' imported with 4 snapshots\n");
        web.destroy();

        var web2 = new RealGuest(host, "web2");
        var contents = before.on(web2);
        contents.assertAllUnchanged();
        sharesNothing(web, web2);
        assertThat(host.varve("doctor", "web2").exit()).isZero();
        for (var snapshot : List.of("s1", "i1", "s2")) {
            host.varve("snapshot-revert", "web2", snapshot).ok();
            contents.assertHeadsAre(snapshot);
            host.varve("snapshot-revert", "web", snapshot).ok();
            before.assertHeadsAre(snapshot);
        }
        differ(web, web2);
        assertThat(host.varve("snapshot-delete", "web2", "s2").failed()).contains("for the move");
        host.varve("snapshot-delete", "web2", "s1").ok();
        contents.assertSnapshotsUnchanged();
        before.assertSnapshotsUnchanged();

        web.start();
        web2.start();
        web2.shell("echo copy >/mnt/vda/file; sync");
        assertThat(web.shell("cat /mnt/vda/file 2>&1 || true")).doesNotContain("copy");
        differ(web, web2);
    }

    private void tellsTheNewName() throws Exception {
        assertThat(host.varve(importing("web2", "--dry-run")).ok())
                .contains("define domain web2, a copy of web, with 4 snapshots", "web2-vda")
                .doesNotContain("as " + host.images().resolve("web-vda"));
        var json = host.varve(importing("web2", "--dry-run", "--json")).ok();
        assertThat(json).contains("\"domain\":\"web2\"", "\"performed\":false");
        assertThat(host.virsh("list", "--all", "--name").ok().strip()).isEqualTo("web");
    }

    private void sharesNothing(RealGuest web, RealGuest web2) throws Exception {
        assertThat(web2.snapshots()).isEqualTo(web.snapshots());
        assertThat(host.virsh("snapshot-list", "web2", "--tree").ok())
                .isEqualTo(host.virsh("snapshot-list", "web", "--tree").ok());
        assertThat(host.virsh("snapshot-current", "web2", "--name").ok().strip()).isEqualTo("s2");
        var uuid = host.virsh("domuuid", "web").ok().strip();
        var images = host.images() + "/web[-.]";
        for (var snapshot : web2.snapshots()) {
            assertThat(host.virsh("snapshot-dumpxml", "web2", snapshot).ok())
                    .contains("<name>web2</name>")
                    .doesNotContain(uuid, ADDRESS, "<name>web</name>")
                    .doesNotContainPattern(images);
        }
        assertThat(host.virsh("dumpxml", "web2").ok())
                .contains("web2.console", "web2.socket")
                .doesNotContain(uuid)
                .doesNotContainPattern(images);
        differ(web, web2);
    }

    private void differ(RealGuest web, RealGuest web2) throws Exception {
        assertThat(host.virsh("domuuid", web2.name()).ok())
                .isNotEqualTo(host.virsh("domuuid", web.name()).ok());
        assertThat(address(web)).isEqualTo(ADDRESS);
        assertThat(address(web2)).startsWith("52:54:00:").isNotEqualTo(ADDRESS);
    }

    private String address(RealGuest guest) throws Exception {
        var mac =
                Pattern.compile("mac address='([^']*)'")
                        .matcher(host.virsh("dumpxml", guest.name()).ok());
        assertThat(mac.find()).isTrue();
        return mac.group(1);
    }

    /// The firmware's variables of a snapshot go back into the copy's own file.
    @Test
    void hasAnNvramOfItsOwn() throws Exception {
        try (var firmware = PrivateHost.createWithStores()) {
            var web = firmware.defineWithUefi("web").start();
            firmware.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
            web.destroy();
            var original = firmware.root().resolve("lib/qemu/nvram/web_VARS.fd");
            var tar = firmware.root().resolve("web.tar").toString();
            var place = Files.createDirectory(firmware.root().resolve("copies"));
            firmware.varve("export", "web", tar).ok();
            firmware.varve("import", tar, "--dir", place.toString(), "--name", "web2").ok();

            var own = place.resolve("web2_VARS.fd");
            assertThat(firmware.virsh("dumpxml", "web2").ok())
                    .contains(own.toString())
                    .doesNotContain(original.toString());
            assertThat(Files.mismatch(own, original)).isEqualTo(-1);
            var held = Files.readAllBytes(own);
            Files.write(own, new byte[held.length]);
            var before = Files.readAllBytes(original);
            Files.write(original, new byte[] {7});
            firmware.varve("snapshot-revert", "web2", "s1").ok();
            assertThat(Files.readAllBytes(own)).isEqualTo(held);
            assertThat(original).hasBinaryContent(new byte[] {7});
            Files.write(original, before);
            new RealGuest(firmware, "web2").start();
            web.start();
        }
    }

    @Test
    void whatCantBeCopiedLeavesNothing() throws Exception {
        var web = defined().start();
        var memory = "file=" + host.images().resolve("web.mem");
        host.varve("snapshot-create-as", "web", "awake", "--memspec", memory).ok();
        web.destroy();
        host.varve("export", "web", archive.toString()).ok();
        var files = PrivateHost.listing(host.images());
        refused(4, "snapshot awake holds the memory of the guest of web", "web2");
        refused(2, "domain 'web' already exists", "web");
        refused(2, "can't contain '/'", "a/b");
        assertThat(PrivateHost.listing(host.images())).isEqualTo(files);
        assertThat(host.virsh("list", "--all", "--name").ok().strip()).isEqualTo("web");
        host.varve("snapshot-delete", "web", "awake").ok();
        Files.delete(archive);
        host.varve("export", "web", archive.toString()).ok();
        host.varve(importing("web2")).ok();
        refused(2, "domain 'web2' already exists", "web2");
    }

    private void refused(int exit, String message, String name) throws Exception {
        var outcome = host.varve(importing(name));
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(exit);
        assertThat(outcome.err()).contains(message);
    }
}
