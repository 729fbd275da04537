package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `blockcopy` and `blockjob` as virsh has them, and snapshots that still work afterwards.
@Tag("guest")
class BlockcopyTest {
    private static final Pattern DECIMALS = Pattern.compile("\\[ *([0-9]+)\\.[0-9]+ %]");

    private static final Pattern JOB = Pattern.compile("\"id\":\"([^\"]+)\"");

    @AutoClose private final PrivateHost host = PrivateHost.create();

    BlockcopyTest() throws IOException {}

    /// A job that copies a byte a second has still some of its first requests at work for a while. Where it is paused,
    /// QEMU has waited for these (`mirror_pause`), so that both programs see the same.
    @Test
    void aJobIsShownAsVirshDoesAndEnded() throws Exception {
        var web = host.define("web", 1).start();
        web.shell("dd if=/dev/urandom of=/mnt/vda/file bs=1M count=4; sync");
        sameAsVirsh("blockjob", "web", "vda");
        var copy = host.images().resolve("copy.qcow2").toString();
        host.virsh(
                        "blockcopy",
                        "web",
                        "vda",
                        copy,
                        "--transient-job",
                        "--bandwidth",
                        "1",
                        "--bytes")
                .ok();
        var job = pausedJob(web);
        sameAsVirsh("blockjob", "web", "vda");
        sameAsVirsh("blockjob", "web", "vda", "--raw");
        sameAsVirsh("blockjob", "web", "vda", "--raw", "--bytes");
        web.monitor("block-job-resume", "device", job);
        assertThat(host.varve("blockjob", "web", "vda", "--json").ok())
                .contains("\"type\":\"Block Copy\",\"bandwidth\":1,");
        host.varve("blockjob", "web", "vda", "3000", "--bytes").ok();
        assertThat(host.virsh("blockjob", "web", "vda", "--raw", "--bytes").ok())
                .contains("bandwidth=3000");
        var relocation = host.varve("relocate", "web", "--dir", "/tmp");
        assertThat(relocation.exit()).isEqualTo(5);
        assertThat(relocation.err()).contains("a block job runs on disk vda");
        host.varve("blockjob", "web", "vda", "--abort").ok();
        sameAsVirsh("blockjob", "web", "vda");
        assertThat(host.varve("blockjob", "web", "vda", "--abort").failed())
                .contains("does not have an active block job");
    }

    /// {@return the id of the domain's only job, which stands still}
    private static String pausedJob(RealGuest guest) throws Exception {
        var id = JOB.matcher(guest.monitor("query-jobs"));
        assertThat(id.find()).isTrue();
        guest.monitor("block-job-pause", "device", id.group(1));
        while (!guest.monitor("query-jobs").contains("\"status\":\"paused\"")) {
            Thread.onSpinWait();
        }
        return id.group(1);
    }

    private void sameAsVirsh(String... command) throws Exception {
        var words = new ArrayList<>(List.of("-q"));
        words.addAll(List.of(command));
        var ours = host.varve(words.toArray(String[]::new));
        var theirs = host.virsh(command);
        assertThat(ours.ok()).isEqualTo(theirs.ok());
        assertThat(inWholePercents(ours.err())).isEqualTo(inWholePercents(theirs.err()));
    }

    /// Newer virsh says `[ 5.55 %]`, and since 12 it gives what isn't for a terminal a line of its own.
    private static String inWholePercents(String text) {
        return DECIMALS.matcher(text.strip())
                .replaceAll(found -> "[%3d %%]".formatted(Integer.parseInt(found.group(1))));
    }

    @Test
    void aGuestGoesOnWithACopyOfItsDisk() throws Exception {
        var web = host.define("web", 1).start();
        web.shell("echo one >/mnt/vda/file; sync; echo in memory >/tmp/here");
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.shell("echo two >/mnt/vda/file; sync");
        var contents = Contents.ofSnapshots(web, "s1");
        var old = web.head("vda");
        var copy = host.images().resolve("web-copy.qcow2");

        var done = host.varve("blockcopy", "web", "vda", copy.toString(), "--pivot");
        assertThat(done.ok()).isEqualTo("\nSuccessfully pivoted\n");
        assertThat(done.err()).contains(old + " stays");
        assertThat(web.head("vda")).isEqualTo(copy);
        assertThat(host.chain(copy)).containsExactly(copy);
        assertThat(web.shell("cat /mnt/vda/file /tmp/here")).contains("two", "in memory");
        contents.assertSnapshotsUnchanged();

        var again = host.varve("blockcopy", "web", "vda", copy.toString(), "--pivot");
        assertThat(again.failed()).contains("already exists");
        web.destroy();
        assertThat(host.varve("blockcopy", "web", "vda", "/x", "--pivot").failed())
                .contains("domain is not running");
        host.varve("snapshot-revert", "web", "s1").ok();
        contents.assertHeadsAre("s1");
        web.start();
        assertThat(web.shell("cat /mnt/vda/file")).isEqualTo("one");
    }

    private static final List<List<String>> ENDS =
            List.of(
                    List.of("--finish", "--synchronous-writes", "--format", "raw"),
                    List.of(
                            "--shallow",
                            "--finish",
                            "--granularity",
                            "65536",
                            "--buf-size",
                            "1048576"),
                    List.of("--wait"),
                    List.of());

    /// What is left is the same whether virsh or Varve copies. What virsh says besides is its source's
    /// (cmdBlockcopy): without `-q` its embedded driver can't be told to wait for its guests.
    @Test
    void aCopyEndsAsWithVirsh() throws Exception {
        var web = host.define("web", 1).start();
        web.shell("dd if=/dev/urandom of=/mnt/vda/file bs=1M count=4; sync");
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.shell("echo two >/mnt/vda/two; sync");
        var head = web.head("vda");
        for (var end : ENDS) {
            var theirs = copied(end, "theirs", true);
            var ours = copied(end, "ours", false);
            assertThat(ours.removeFirst()).isEqualTo(said(end));
            assertThat(theirs.removeFirst()).isEmpty();
            assertThat(ours).as(String.join(" ", end)).isEqualTo(theirs);
            assertThat(web.head("vda")).isEqualTo(head);
        }
    }

    private static String said(List<String> end) {
        if (end.contains("--finish")) {
            return "\nSuccessfully copied\n";
        }
        return end.isEmpty() ? "Block Copy started\n" : "\nNow in mirroring phase\n";
    }

    /// {@return what was said, of the copy what its header says, and whether a job was left}
    private List<String> copied(List<String> options, String name, boolean virsh) throws Exception {
        var copy = host.images().resolve(name);
        var words = new ArrayList<>(List.of("blockcopy", "web", "vda", copy.toString()));
        words.add("--transient-job");
        words.addAll(options);
        var command = words.toArray(String[]::new);
        var told = virsh ? host.virsh(command) : host.varve(command);
        var found = new ArrayList<String>();
        found.add(told.ok());
        boolean runs = jobRuns();
        found.add("job: " + runs);
        if (runs) {
            host.varve("blockjob", "web", "vda", "--abort").ok();
        }
        var info = host.run("qemu-img", "info", copy.toString()).ok();
        info.lines()
                .filter(line -> line.matches("(file format|virtual size|backing file).*"))
                .forEach(found::add);
        Files.delete(copy);
        assertNoMarks();
        return found;
    }

    @Test
    void aCopyThatIsKeptInStepIsPivotedLater() throws Exception {
        var web = host.define("web", 1).start();
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        var contents = Contents.ofSnapshots(web, "s1");
        var copy = host.images().resolve("copy.qcow2");
        host.varve("blockcopy", "web", "vda", copy.toString(), "--shallow", "--wait").ok();
        web.shell("echo later >/mnt/vda/file; sync");
        assertThat(host.varve("snapshot-delete", "web", "s1").failed())
                .contains("a block job runs on disk vda");
        host.varve("blockjob", "web", "vda", "--pivot").ok();
        web.destroy();
        assertThat(web.head("vda")).isEqualTo(copy);
        web.start();
        assertThat(web.shell("cat /mnt/vda/file")).isEqualTo("later");
        contents.assertSnapshotsUnchanged();
        host.varve("snapshot-delete", "web", "s1").ok();
        assertThat(web.shell("cat /mnt/vda/file")).isEqualTo("later");
    }

    @Test
    void theDestinationIsGivenInAnyOfVirshsWays() throws Exception {
        var web = host.define("web", 1).start();
        web.shell("echo one >/mnt/vda/file; sync");
        var copy = host.images().resolve("copy");
        for (var options :
                List.of(
                        List.of("--dest", copy + "&'", "--print-xml"),
                        List.of("--dest", "/dev/loop9", "--blockdev", "--print-xml"),
                        List.of("--dest", "rel", "--format", "raw", "--print-xml"))) {
            var words = new ArrayList<>(List.of("blockcopy", "web", "vda"));
            words.addAll(options);
            sameAsVirsh(words.toArray(String[]::new));
        }
        var xml = host.images().resolve("copy.xml");
        Files.writeString(
                xml,
                "<disk type='file'><driver type='qcow2'/><source file='" + copy + "'/></disk>");
        host.varve("blockcopy", "web", "vda", "--xml", xml.toString(), "--pivot").ok();
        assertThat(web.head("vda")).isEqualTo(copy);

        var other = host.images().resolve("other");
        host.run("qemu-img", "create", "-q", "-f", "qcow2", other.toString(), "1T").ok();
        assertThat(blockcopy(copy, "--reuse-external")).contains("is needed as it is by");
        assertThat(blockcopy(xml.resolveSibling("none"), "--reuse-external"))
                .contains("missing destination file for disk vda");
        assertThat(blockcopy(other, "--format", "vmdk")).contains("not vmdk");
        assertThat(blockcopy(other, "--format", "bla")).contains("driver format value 'bla'");
        assertThat(blockcopy(other, "--reuse-external")).contains("has 1099511627776 bytes");
        Files.writeString(xml, "<disk type='network'><source protocol='nbd'/></disk>");
        assertThat(host.varve("blockcopy", "web", "vda", "--xml", xml.toString()).failed())
                .contains("a copy goes into a file or onto a block device");
        var size = host.run("qemu-img", "info", "-U", copy.toString()).ok();
        var bytes = size.replaceFirst("(?s).*virtual size[^(]*\\(([0-9]+) bytes.*", "$1");
        host.run("qemu-img", "create", "-q", "-f", "qcow2", other.toString(), bytes).ok();
        host.varve("blockcopy", "web", "vda", other.toString(), "--reuse-external", "--finish")
                .ok();
        assertThat(web.head("vda")).isEqualTo(copy);
    }

    private String blockcopy(Path copy, String... options) throws Exception {
        var words = new ArrayList<>(List.of("blockcopy", "web", "vda", copy.toString()));
        words.addAll(List.of(options));
        words.add("--pivot");
        return host.varve(words.toArray(String[]::new)).failed();
    }

    @Test
    void aCopyThatTakesTooLongLeavesNothing() throws Exception {
        var web = host.define("web", 1).start();
        web.shell("dd if=/dev/urandom of=/mnt/vda/file bs=1M count=4; sync");
        var copy = host.images().resolve("copy.qcow2").toString();
        for (var end : List.of("--wait", "--pivot")) {
            var slow =
                    host.varve(
                            "blockcopy",
                            "web",
                            "vda",
                            copy,
                            end,
                            "--timeout",
                            "1",
                            "--bandwidth",
                            "1000",
                            "--bytes");
            assertThat(slow.failed()).contains("the time is over");
            assertThat(Path.of(copy)).doesNotExist();
        }
        assertThat(jobRuns()).isFalse();
        assertNoMarks();
    }

    private boolean jobRuns() throws Exception {
        return !host.virsh("blockjob", "web", "vda", "--raw").ok().isBlank();
    }

    private void assertNoMarks() throws IOException {
        assertThat(PrivateHost.listing(host.images()).keySet())
                .noneMatch(name -> name.startsWith("."));
    }
}
