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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What people do to images by hand, found and mended.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class DoctorTest {
    private static final int LEFT = 7;

    /// With it, what takes its time and what core's `MendDomainTest` shows in memory is tried too.
    private static final String EVERY = "varve.nightly";

    private static final byte[] BACKING_FORMAT = {(byte) 0xe2, 0x79, 0x2a, (byte) 0xca};

    @AutoClose private final PrivateHost host = PrivateHost.create();

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
        assertThat(found.err()).contains("--fix mends what needs no decision");
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
        assertThat(host.varve("doctor", "web").err())
                .contains("left for you to decide")
                .doesNotContain("--fix");
        var kept = host.varve("doctor", "web", "--fix");
        assertThat(kept.exit()).isEqualTo(LEFT);
        assertThat(kept.out()).contains(stray + " belongs to no domain");
        assertThat(stray).exists();
        assertThat(host.varve("doctor", "none").exit()).isEqualTo(3);
    }

    /// As libvirt leaves it that is killed in the delete of s2 of a domain that is shut off: marks on the
    /// parent, and a QEMU whose guest has never run.
    @Test
    void finishesADeleteThatLibvirtLeft() throws Exception {
        var guest = host.define("half", 2);
        for (int i = 1; i <= 3; i++) {
            host.varve("snapshot-create-as", "half", "s" + i, "--disk-only").ok();
            guest.write(i);
        }
        var contents = Contents.ofSnapshots(guest, "s1", "s3");
        mark("half", "s1");
        host.restartLibvirtd();
        host.virsh("start", "half", "--paused").ok();
        assertThat(host.virsh("snapshot-delete", "half", "s1").err())
                .contains("target of not completed snapshot delete");

        var found = host.varve("doctor", "half");
        assertThat(found.out())
                .contains(
                        "libvirt ended in the middle of deleting snapshot s2", "--fix will finish");
        assertThat(host.varve("doctor", "half", "--fix", "--dry-run").ok())
                .contains("would end the QEMU", "would remove the metadata of snapshot s2");
        assertThat(guest.state()).isEqualTo("paused");

        assertThat(host.varve("doctor", "half", "--fix").ok()).contains("half: nothing found");
        assertThat(guest.state()).isEqualTo("shut off");
        assertThat(guest.snapshots()).containsExactly("s1", "s3");
        contents.assertUnchanged();
        guest.assertNoFileIsLeft();
        host.varve("snapshot-delete", "half", "s1").ok();
    }

    private void mark(String domain, String snapshot) throws IOException {
        var file = host.root().resolve("lib/qemu/snapshot/" + domain + "/" + snapshot + ".xml");
        var xml = Files.readString(file);
        var marked =
                xml.replaceAll(
                        "(<disk name='[^']*' snapshot='external'[^>]*>)",
                        "$1<snapshotDeleteInProgress/>");
        assertThat(marked).isNotEqualTo(xml);
        Files.writeString(file, marked);
    }

    @Test
    @EnabledIfSystemProperty(named = EVERY, matches = "true")
    void namesImagesWhereTheyHaveBeenMoved() throws Exception {
        var guest = host.define("moved", 1);
        guest.write(1);
        host.varve("snapshot-create-as", "moved", "s1", "--disk-only").ok();
        guest.write(2);
        var contents = Contents.of(guest);
        var there = Files.createDirectory(host.root().resolve("there"));
        for (var name : new String[] {"moved-vda.qcow2", "moved-vda.s1"}) {
            Files.move(host.images().resolve(name), there.resolve(name));
        }
        var xml = host.root().resolve("moved.xml");
        var old = host.virsh("dumpxml", "moved", "--inactive").ok();
        Files.writeString(xml, old.replace(host.images() + "/moved-vda", there + "/moved-vda"));
        host.virsh("define", xml.toString()).ok();

        var found = host.varve("doctor", "moved", "--fix");
        assertThat(found.exit()).isEqualTo(LEFT);
        assertThat(found.out())
                .contains(there.resolve("moved-vda.qcow2") + " has the same name")
                .contains("--fix --moved");
        assertThat(host.varve("doctor", "moved", "--fix", "--moved").ok())
                .contains("moved: nothing found");
        assertThat(guest.frozen("s1", "vda")).isEqualTo(there.resolve("moved-vda.qcow2"));
        contents.assertUnchanged();
        assertThat(host.varve("snapshot-revert", "moved", "s1").exit()).isZero();
    }

    /// The next start would go on with images that the definition doesn't name any more.
    @Test
    @EnabledIfSystemProperty(named = EVERY, matches = "true")
    void findsAManagedSaveImageThatIsStale() throws Exception {
        var guest = host.define("saved", 1).start();
        host.virsh("managedsave", "saved").ok();
        assertThat(host.varve("doctor", "saved").out())
                .contains("there is a managed save image, which");
        var xml = host.root().resolve("saved.xml");
        var other = host.images().resolve("saved-vda.other");
        host.run("qemu-img", "create", "-q", "-f", "qcow2", other.toString(), "24M").ok();
        var old = host.virsh("dumpxml", "saved", "--inactive").ok();
        Files.writeString(xml, old.replace(guest.head("vda").toString(), other.toString()));
        host.virsh("define", xml.toString()).ok();
        var found = host.varve("doctor", "saved");
        assertThat(found.out()).contains("names other images than the definition, for [vda]");
        assertThat(found.exit()).isEqualTo(LEFT);
    }

    /// What is left of `base <-- middle <-- top` is told, and nothing is touched.
    @Test
    @EnabledIfSystemProperty(named = EVERY, matches = "true")
    void explainsACommitMadeByHand() throws Exception {
        var guest = host.define("hand", 1);
        host.varve("snapshot-create-as", "hand", "s1", "--disk-only").ok();
        guest.write(1);
        host.varve("snapshot-create-as", "hand", "s2", "--disk-only").ok();
        var base = guest.frozen("s1", "vda");
        var middle = guest.frozen("s2", "vda");
        guest.start();
        host.virsh(
                        "blockcommit",
                        "hand",
                        "vda",
                        "--top",
                        middle.toString(),
                        "--base",
                        base.toString(),
                        "--wait")
                .ok();
        var found = host.varve("doctor", "hand", "--fix");
        assertThat(found.exit()).isEqualTo(LEFT);
        assertThat(found.out())
                .contains("doesn't go through " + middle + ", which snapshot s2 froze")
                .contains("then what s1 held there is lost");

        host.virsh("blockcommit", "hand", "vda", "--active", "--wait", "--pivot").ok();
        assertThat(host.varve("doctor", "hand").out())
                .contains("snapshot s1 froze " + base + ", which is what disk vda of hand writes");
        guest.destroy();
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
