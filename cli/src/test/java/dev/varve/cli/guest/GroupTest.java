package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Snapshots of two real guests at one moment: both have it, or none has.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class GroupTest {
    private static final String AGENT_IS_UP =
            "until ls -l /proc/$(pidof qemu-ga)/fd | grep -q vport; do sleep 0.1; done";

    @AutoClose private final PrivateHost host = PrivateHost.create();

    GroupTest() throws IOException {}

    @Test
    void takesBothAtOneMoment() throws Exception {
        var web = host.define("web", 1).start();
        var db = host.define("db", 1).start();
        for (var guest : new RealGuest[] {web, db}) {
            guest.shell(AGENT_IS_UP);
            guest.shell("echo before >/mnt/vda/file; sync");
        }
        int told = host.toldAgents().size();

        var created =
                host.varve("snapshot-create-as", "--group", "nightly", "web", "db", "--quiesce")
                        .ok();

        assertThat(created).contains("Group nightly created: snapshot nightly of db, web");
        assertThat(host.toldAgents().stream().skip(told).filter(s -> s.contains("fsfreeze")))
                .containsExactly(
                        "guest-fsfreeze-freeze",
                        "guest-fsfreeze-freeze",
                        "guest-fsfreeze-thaw",
                        "guest-fsfreeze-thaw");
        for (var guest : new RealGuest[] {web, db}) {
            assertThat(guest.state()).isEqualTo("running");
            assertThat(guest.snapshots()).containsExactly("nightly");
            guest.shell("echo after >/mnt/vda/file; sync"); // A frozen file system would wait.
            assertThat(needsRecovery(guest, "nightly")).isFalse();
        }
        goesBackAndIsDeleted(web, db);
    }

    private void goesBackAndIsDeleted(RealGuest... guests)
            throws IOException, InterruptedException {
        var reverted = host.varve("snapshot-revert", "--group", "nightly", "--running");
        assertThat(reverted.ok()).contains("Group nightly reverted: db, web");
        assertThat(reverted.err()).contains("the states before are kept as group before-revert-");
        for (var guest : guests) {
            assertThat(guest.state()).isEqualTo("running");
            assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("before");
        }
        var left = guests[0].beforeRevert();
        host.varve("snapshot-revert", "--group", left, "--running").ok();
        for (var guest : guests) {
            assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("after");
        }
        var deleted = host.varve("snapshot-delete", "--group", "nightly").ok();
        assertThat(deleted)
                .contains("Domain snapshot nightly of db deleted")
                .contains("Domain snapshot nightly of web deleted");
        for (var guest : guests) {
            assertThat(guest.snapshots()).doesNotContain("nightly");
            assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("after");
            guest.assertNoFileIsLeft();
        }
        assertThat(host.varve("snapshot-delete", "--group", "nightly").exit()).isEqualTo(3);
    }

    /// A file system that was frozen has nothing left in its journal.
    private boolean needsRecovery(RealGuest guest, String snapshot)
            throws IOException, InterruptedException {
        var raw = host.root().resolve(guest.name() + ".raw").toString();
        var frozen = guest.frozen(snapshot, "vda").toString();
        host.run("qemu-img", "convert", "-U", "-O", "raw", frozen, raw).ok();
        return host.run("/sbin/dumpe2fs", "-h", raw).ok().contains("needs_recovery");
    }

    @Test
    void noneHasItWhereOneFails() throws Exception {
        var first = host.define("first", 1).start();
        var mute = host.defineWithoutAgent("mute").start();
        first.shell(AGENT_IS_UP);
        first.shell("echo before >/mnt/vda/file; sync");
        var files = host.imageFiles();

        var refused =
                host.varve("snapshot-create-as", "--group", "g", "first", "mute", "--quiesce");

        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("guest of mute").containsIgnoringCase("agent is not");
        assertThat(host.imageFiles()).isEqualTo(files);
        for (var guest : new RealGuest[] {first, mute}) {
            assertThat(guest.state()).isEqualTo("running");
            assertThat(guest.snapshots()).isEmpty();
        }
        first.shell("echo thawed >/mnt/vda/file; sync");
        assertThat(host.varve("recover", "--list").ok().strip()).isEmpty();
        assertThat(host.varve("recover", "--json").ok()).contains("\"operations\":[]");
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        var guest = host.define("alone", 1);
        var twice = host.varve("snapshot-create-as", "--group", "g", "alone", "alone");
        assertThat(twice.exit()).isEqualTo(2);
        assertThat(twice.err()).contains("alone is named twice");
        var unknown = host.varve("snapshot-create-as", "--group", "g", "alone", "nobody");
        assertThat(unknown.exit()).isEqualTo(3);
        assertThat(unknown.err()).contains("nobody");
        assertThat(host.varve("snapshot-create-as", "--group", "g").exit()).isEqualTo(2);
        assertThat(guest.snapshots()).isEmpty();
        assertThat(Files.exists(host.images().resolve("alone-vda.g"))).isFalse();
    }
}
