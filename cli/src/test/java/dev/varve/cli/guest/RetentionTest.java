package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// How long snapshots stay: holds, tags, policies, and the way back from a revert.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class RetentionTest {
    private static final int REFUSED = 4;

    @AutoClose private final PrivateHost host = PrivateHost.create();

    RetentionTest() throws IOException {}

    @Test
    void aHeldSnapshotStaysAndOthersArePruned() throws Exception {
        var guest = host.define("web", 1);
        for (int i = 1; i <= 4; i++) {
            guest.write(i);
            var policy = i == 1 ? new String[] {} : new String[] {"--policy", "nightly"};
            host.varve(words("snapshot-create-as web s" + i + " --disk-only --tag t" + i, policy))
                    .ok();
        }
        guest.write(5);
        var contents = Contents.of(guest);

        host.varve("hold", "web", "s2", "--reason", "the audit").ok();
        assertThat(host.varve("snapshot-delete", "web", "s2").failed())
                .contains("snapshot s2 is held (the audit); run \"varve release web s2\" first");
        host.varve("prune", "web", "--keep-last", "1").ok();
        assertThat(guest.snapshots()).containsExactlyInAnyOrder("s1", "s2", "s4");
        contents.assertUnchanged();
        guest.assertNoFileIsLeft();

        host.varve("release", "web", "s2").ok();
        assertThat(host.varve("release", "web", "s2").ok())
                .isEqualTo("Domain snapshot s2 is not held\n\n");
        assertThat(host.varve("tag", "web", "s4", "--json").ok()).contains("\"tags\":[\"t4\"]");
        assertThat(host.varve("prune", "web", "--keep-tag", "none", "--all").exit())
                .isEqualTo(REFUSED);
        assertThat(host.varve("tag", "web", "s4").ok()).isEqualTo("t4\n\n");
        host.varve("prune", "web", "--all", "--keep-tag", "t4").ok();
        assertThat(guest.snapshots()).containsExactly("s4");
        contents.assertUnchanged();
        guest.assertNoFileIsLeft();
    }

    @Test
    void aRevertIsUndoneAndItsStateExpires() throws Exception {
        var guest = host.define("back", 1);
        guest.write(1);
        host.varve("snapshot-create-as", "back", "s1", "--disk-only").ok();
        guest.write(2);
        var before = Contents.of(guest);

        assertThat(host.varve("snapshot-revert", "back", "s1").err()).contains(" until ");
        before.assertHeadsAre("s1");
        var undone = host.varve("undo", "back", "--keep-undo", "0h");
        assertThat(undone.ok()).contains("Last revert of domain back undone");
        assertThat(undone.err()).contains("has expired and is gone");
        before.assertUnchanged();

        assertThat(guest.snapshots()).hasSize(2);
        host.varve("describe", "back", "s1", "clean").ok();
        assertThat(host.virsh("snapshot-dumpxml", "back", "s1").ok()).contains(">clean<");
        before.assertUnchanged();
        guest.assertNoFileIsLeft();
        assertThat(host.varve("undo", "web9").exit()).isEqualTo(3);
    }

    /// libvirt's own revert brings the snapshot's metadata into the domain, and from there into every
    /// snapshot that is taken later.
    @Test
    void whatIsNotedAboutASnapshotIsNotedAboutNoOther() throws Exception {
        var guest = host.define("inside", 1);
        host.varve("snapshot-create-as", "inside", "i1", "--policy", "nightly").ok();
        host.varve("hold", "inside", "i1").ok();
        madeAnHourAgo("inside", "i1");
        host.virsh("snapshot-revert", "inside", "i1").ok();
        assertThat(host.virsh("dumpxml", "inside").ok()).contains("varve:policy");

        host.virsh("snapshot-create-as", "inside", "i2").ok();
        assertThat(host.varve("snapshot-info", "inside", "i2", "--json").ok())
                .contains("\"hold\":null", "\"policy\":null");
        assertThat(host.varve("snapshot-info", "inside", "i1", "--json").ok())
                .contains("\"policy\":\"nightly\"");
        host.varve("prune", "inside", "--keep-last", "1").ok();
        host.varve("snapshot-delete", "inside", "i2").ok();
        assertThat(guest.snapshots()).containsExactly("i1");
    }

    /// Two snapshots of one second are told apart by their names alone: AnnotationsXmlTest.
    private void madeAnHourAgo(String domain, String snapshot) throws Exception {
        var xml = host.virsh("snapshot-dumpxml", domain, snapshot, "--security-info").ok();
        var time = xml.replaceFirst("(?s).*<creationTime>([0-9]+)</creationTime>.*", "$1");
        var file = host.root().resolve("older.xml");
        Files.writeString(file, xml.replace(time, Long.toString(Long.parseLong(time) - 3600)));
        host.virsh("snapshot-create", domain, file.toString(), "--redefine").ok();
    }

    private static String[] words(String line, String... more) {
        return Stream.concat(Stream.of(line.split(" ")), Stream.of(more)).toArray(String[]::new);
    }
}
