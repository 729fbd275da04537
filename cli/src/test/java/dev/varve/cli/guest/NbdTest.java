package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Snapshots that are read over NBD, beside other commands on the same domain.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class NbdTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    NbdTest() throws IOException {}

    @Test
    void whatIsServedStaysAndIsMergedLater() throws Exception {
        var guest = grown("pinned");
        var frozen = guest.frozen("s1", "vda");
        var copy = copy(frozen);
        var contents = Contents.of(guest);

        try (var serving = Serving.start(host, "nbd", "pinned", "s1", "--json")) {
            assertThat(serving.text("image")).isEqualTo(frozen.toString());
            assertThat(serving.document().get("pid").asLong()).isEqualTo(serving.varve().pid());
            serving.assertReads(copy);
            assertThat(host.varve("chain", "pinned").ok()).contains(serving.name());

            var deleted = host.varve("snapshot-delete", "pinned", "s1");
            deleted.ok();
            assertThat(deleted.err())
                    .contains(frozen + " stays: it is needed by " + serving.name());
            assertThat(guest.snapshots()).containsExactly("s2");
            serving.assertReads(copy);
            contents.assertUnchanged();

            assertThat(serving.end()).isZero();
            assertThat(serving.output().readLine()).isNull();
            serving.assertGone();
        }

        host.varve("snapshot-delete", "pinned", "s2").ok();
        assertThat(host.chain(guest.head("vda"))).hasSize(1);
        contents.assertHeadsUnchanged();
    }

    @Test
    void aSnapshotIsReadWhileItsDomainRuns() throws Exception {
        var guest = grown("running").start();
        guest.shell("true");
        var copy = copy(guest.frozen("s2", "vda"));
        host.varve("snapshot-create-as", "running", "s3", "--disk-only").ok();

        assertThat(host.varve("nbd", "running"))
                .matches(outcome -> outcome.exit() == 4, "refused")
                .matches(outcome -> outcome.err().contains("the running guest writes to it"));
        try (var serving = Serving.start(host, "nbd", "running", "s2", "--json")) {
            serving.assertReads(copy);
            var deleted = host.varve("snapshot-delete", "running", "s1", "s2");
            deleted.ok();
            assertThat(deleted.err()).contains(" stays: it is needed by " + serving.name());
            serving.assertReads(copy);
            guest.shell("echo later >/mnt/vda/file; sync");
            assertThat(serving.end()).isZero();
        }

        host.varve("snapshot-delete", "running", "s3").ok();
        assertThat(host.chain(guest.head("vda"))).hasSize(1);
        assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("later");
        guest.destroy();
        assertThat(host.run("qemu-img", "check", guest.head("vda").toString()).exit()).isZero();
    }

    /// QEMU's options end at a comma, unless it is doubled.
    @Test
    void anInternalSnapshotIsReadInItsImage() throws Exception {
        var name = "i,snapshot.id=2";
        var guest = host.define("held", 1);
        guest.write(1);
        host.varve("snapshot-create-as", "held", name).ok();
        guest.write(2);
        host.varve("snapshot-create-as", "held", "other").ok();
        guest.write(3);
        var contents = Contents.of(guest);
        var copy = copy(guest.head("vda"), "-l", "snapshot.id=1");

        try (var serving = Serving.start(host, "nbd", "held", name, "--json")) {
            assertThat(serving.document().get("internal").asBoolean()).isTrue();
            serving.assertReads(copy);
            assertThat(host.varve("snapshot-delete", "held", name).failed())
                    .contains("is needed by " + serving.name());
            host.varve("snapshot-revert", "held", "other").ok();
            serving.assertReads(copy);
            contents.assertHeadsAre("other");
            assertThat(serving.end()).isZero();
        }
        assertThat(guest.snapshots()).contains(name, "other");

        guest.start();
        host.varve("snapshot-create-as", "held", "live").ok();
        var refused = host.varve("nbd", "held", "live");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("the running guest of held writes to ");
        guest.destroy();
    }

    @Test
    void thePresentStateIsReadWhileTheDomainIsShutOff() throws Exception {
        var guest = grown("present");
        var copy = copy(guest.head("vda"));
        int port = freePort();
        var number = Integer.toString(port);

        try (var serving = Serving.start(host, "nbd", "present", "--port", number, "--json")) {
            assertThat(serving.text("uri")).isEqualTo("nbd://127.0.0.1:" + port);
            serving.assertReads(copy);
            assertThat(host.virsh("start", "present").exit()).isNotZero();
            host.varve("snapshot-revert", "present", "s1", "--discard").ok();
            serving.assertReads(copy);
            assertThat(serving.end()).isZero();
        }
    }

    @Test
    void nothingIsLeftOfAServerWhoseVarveIsKilled() throws Exception {
        grown("killed");
        try (var serving = Serving.start(host, "nbd", "killed", "s1", "--json")) {
            assertThat(serving.family()).isNotEmpty();
            serving.varve().destroyForcibly().waitFor();
            serving.assertGone();
        }
        assertThat(host.varve("chain", "killed").ok()).doesNotContain("varve nbd");
    }

    @Test
    void aServerThatEndsByItselfIsAFailure() throws Exception {
        grown("dies");
        var socket = host.root().resolve("a,b c.socket");
        try (var serving =
                Serving.start(host, "nbd", "dies", "s1", "--json", "--socket", socket.toString())) {
            serving.family().stream()
                    .filter(process -> process.info().command().orElse("").endsWith("/qemu-nbd"))
                    .forEach(ProcessHandle::destroyForcibly);
            assertThat(serving.output().readLine())
                    .contains("cannot go on to serve snapshot s1 of dies: qemu-nbd has ended");
            assertThat(serving.varve().waitFor()).isEqualTo(1);
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void whatCannotBeServedIsRefused() throws Exception {
        var guest = host.define("two", 2);
        guest.write(1);
        host.varve(
                        "snapshot-create-as",
                        "two",
                        "s1",
                        "--disk-only",
                        "--diskspec",
                        "vdb,snapshot=no")
                .ok();
        host.varve("snapshot-create-as", "two", "s2", "--disk-only").ok();

        refused(3, "nowhere", "nbd", "nowhere");
        refused(3, "no domain snapshot with matching name 'nope'", "nbd", "two", "nope");
        refused(2, "name one with --disk: vda, vdb", "nbd", "two", "s2");
        refused(2, "name one with --disk: vda, vdb", "nbd", "two");
        refused(3, "there is no disk vdb; name one", "nbd", "two", "s1", "--disk", "vdb");
        refused(2, "--port takes a number", "nbd", "two", "s1", "--port", "65536");
        refused(2, "mutually exclusive", "nbd", "two", "s1", "--port", "1", "--socket", "/s");
    }

    @Test
    void whereItCannotListenItSaysSo() throws Exception {
        grown("deaf");
        var socket = Files.createFile(host.root().resolve("taken"));
        refused(4, socket + " exists", "nbd", "deaf", "s1", "--socket", socket.toString());
        assertThat(socket).exists();
        var gone = host.root().resolve("gone/socket");
        refused(
                3,
                "gone: no such file or directory",
                "nbd",
                "deaf",
                "s1",
                "--socket",
                gone.toString());
        var under = socket.resolve("socket");
        refused(2, "taken is not a directory", "nbd", "deaf", "s1", "--socket", under.toString());
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            refused(1, "Address already in use", "nbd", "deaf", "s1", "--port", port);
        }
    }

    private void refused(int exit, String why, String... command) throws Exception {
        var outcome = host.varve(command);
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(exit);
        assertThat(outcome.err()).startsWith("error: ").contains(why);
        assertThat(outcome.out()).isBlank();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// {@return what is read through the image}
    private Path copy(Path image, String... options) throws Exception {
        var copy = Files.createTempFile(host.root(), "copy", ".raw");
        var command = new ArrayList<>(List.of("qemu-img", "convert", "-U"));
        command.addAll(List.of(options));
        command.addAll(List.of("-O", "raw", image.toString(), copy.toString()));
        host.run(command.toArray(String[]::new)).ok();
        return copy;
    }

    /// s1 in the first image, s2 in the overlay.
    private RealGuest grown(String name) throws Exception {
        var guest = host.define(name, 1);
        guest.write(1);
        host.varve("snapshot-create-as", name, "s1", "--disk-only").ok();
        guest.write(2);
        host.varve("snapshot-create-as", name, "s2", "--disk-only").ok();
        guest.write(3);
        return guest;
    }
}
