package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `diff` lists is where the disks of two states are not the same.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class DiffTest {
    private static final int SECTOR = 512;
    private static final long MIB = 1 << 20;

    @AutoClose private final PrivateHost host = PrivateHost.create();

    DiffTest() throws Exception {}

    private record Range(long offset, long bytes) {}

    /// `s1 <-- s2 <-- before-revert | s1 <-- now`, and an internal snapshot below.
    @BeforeAll
    void branch() throws Exception {
        var guest = host.define("web", 2);
        write(guest, "write -P 1 8M 8M");
        host.virsh("snapshot-create-as", "web", "i1").ok();
        write(guest, "write -P 2 8M 1M");
        take("s1");
        write(guest, "write -P 3 9M 1M", "write -P 1 12M 64k", "write -z 13M 64k");
        take("s2");
        write(guest, "write -P 4 10M 4k");
        host.varve("snapshot-revert", "web", "s1").ok();
        write(guest, "write -P 5 9M 128k");
        host.run("qemu-img", "resize", "-q", guest.head("vda").toString(), "26M").ok();
        host.varve(
                        "snapshot-create-as",
                        "web",
                        "one",
                        "--disk-only",
                        "--diskspec",
                        "vdb,snapshot=no")
                .ok();
    }

    private void write(RealGuest guest, String... commands) throws Exception {
        for (var command : commands) {
            host.run("qemu-io", "-f", "qcow2", "-c", command, guest.head("vda").toString()).ok();
        }
    }

    private void take(String name) throws Exception {
        host.varve("snapshot-create-as", "web", name, "--disk-only").ok();
    }

    private JsonNode disk(String... options) throws Exception {
        var command = new ArrayList<>(List.of("diff", "web", "--disk", "vda", "--json"));
        command.addAll(List.of(options));
        var document = new JsonMapper().readTree(host.varve(command.toArray(String[]::new)).ok());
        assertThat(document.get("disks")).hasSize(1);
        return document.get("disks").get(0);
    }

    private List<Range> extents(String... options) throws Exception {
        var command = new ArrayList<>(List.of(options));
        command.add("--extents");
        var disk = disk(command.toArray(String[]::new));
        var ranges = new ArrayList<Range>();
        disk.get("extents")
                .forEach(e ->
                        ranges.add(new Range(e.get("offset").asLong(), e.get("bytes").asLong())));
        assertThat(disk.get("count").asLong()).isEqualTo(ranges.size());
        assertThat(disk.get("bytes").asLong())
                .isEqualTo(ranges.stream().mapToLong(Range::bytes).sum());
        return ranges;
    }

    @Test
    void listsWhatWasWritten() throws Exception {
        assertThat(extents("s1", "s2"))
                .containsExactly(
                        new Range(9 * MIB, MIB),
                        new Range(12 * MIB, 64 << 10),
                        new Range(13 * MIB, 64 << 10));
        assertThat(extents("s2", "s1")).isEqualTo(extents("s1", "s2"));
        assertThat(extents("i1", "s1")).containsExactly(new Range(8 * MIB, MIB));
        // The disk has grown by 2 MiB since.
        assertThat(extents("s1"))
                .containsExactly(new Range(9 * MIB, 128 << 10), new Range(24 * MIB, 2 * MIB));
    }

    /// What was written with the same contents is no difference then.
    @Test
    void verifiedItListsWhatReadsOtherwise() throws Exception {
        assertThat(extents("s1", "s2", "--verify"))
                .containsExactly(new Range(9 * MIB, MIB), new Range(13 * MIB, 64 << 10));
    }

    @ParameterizedTest
    @CsvSource({"s1, s2", "s2, one", "i1, s2", "one, i1"})
    void verifiedItIsWhatQemuReads(String one, String other) throws Exception {
        var first = contents(one);
        var second = contents(other);

        assertThat(extents(one, other, "--verify")).isEqualTo(differing(first, second));
        // Whatever differs may differ.
        assertThat(sectors(extents(one, other))).containsAll(sectors(differing(first, second)));
    }

    private byte[] contents(String snapshot) throws Exception {
        var guest = new RealGuest(host, "web");
        var image = guest.frozen(snapshot, "vda");
        var copy = Files.createTempFile(host.root(), "copy", ".raw");
        var command = new ArrayList<>(List.of("qemu-img", "convert", "-O", "raw"));
        if (guest.isInternal(snapshot, "vda")) {
            command.addAll(List.of("-l", "snapshot.name=" + snapshot));
        }
        command.addAll(List.of(image.toString(), copy.toString()));
        host.run(command.toArray(String[]::new)).ok();
        return Files.readAllBytes(copy);
    }

    private static List<Range> differing(byte[] first, byte[] second) {
        var ranges = new ArrayList<Range>();
        int both = Math.min(first.length, second.length);
        for (int at = 0; at < Math.max(first.length, second.length); at += SECTOR) {
            if (at >= both || !Arrays.equals(first, at, at + SECTOR, second, at, at + SECTOR)) {
                boolean goesOn =
                        !ranges.isEmpty()
                                && ranges.getLast().offset() + ranges.getLast().bytes() == at;
                var before = goesOn ? ranges.removeLast() : new Range(at, 0);
                ranges.add(new Range(before.offset(), before.bytes() + SECTOR));
            }
        }
        return ranges;
    }

    private static List<Long> sectors(List<Range> ranges) {
        var sectors = new ArrayList<Long>();
        for (var range : ranges) {
            for (long at = 0; at < range.bytes(); at += SECTOR) {
                sectors.add(range.offset() + at);
            }
        }
        return sectors;
    }

    @Test
    void printsATable() throws Exception {
        assertThat(host.varve("diff", "web", "s1", "s2").ok().lines().map(String::strip))
                .containsExactly(
                        "Disk   Extents   Bytes",
                        "---------------------------",
                        "vda    3         1.1 MiB",
                        "vdb    0         0 B",
                        "");
        assertThat(host.varve("-q", "diff", "web", "s1", "s2", "--extents").ok().lines())
                .containsExactly(
                        " vda   9437184    1048576",
                        " vda   12582912   65536",
                        " vda   13631488   65536");
        assertThat(host.varve("diff", "web", "one").err())
                .contains(
                        "note: cannot compare snapshot one of web with its present state:"
                                + " disk vdb has no image in snapshot one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | s1 none | Domain snapshot not found: no domain snapshot with matching name 'none'",
                "3 | none | Domain snapshot not found: no domain snapshot with matching name 'none'",
                "2 | s1 s1 | cannot compare snapshot s1 with itself",
                "2 | s1 s2 --disk vdz | unsupported configuration: no disk named 'vdz'",
                "2 | s1 s2 --disk= | Failed to get option 'disk': Option argument is empty",
                "4 | one s2 --disk vdb | cannot compare snapshot one of web with snapshot s2: disk vdb has"
                        + " no image in snapshot one"
            })
    void saysWhatIsWrong(int exit, String arguments, String message) throws Exception {
        var command = new ArrayList<>(List.of("diff", "web"));
        command.addAll(List.of(arguments.split(" ")));

        var diff = host.varve(command.toArray(String[]::new));

        assertThat(diff.err()).isEqualTo("error: " + message + "\n");
        assertThat(diff.exit()).isEqualTo(exit);
    }

    @Test
    void saysWhichImageIsMissing() throws Exception {
        Path frozen = new RealGuest(host, "web").frozen("s2", "vda");
        var away = host.root().resolve("away");
        Files.move(frozen, away);
        try {
            var diff = host.varve("diff", "web", "s1", "s2");
            assertThat(diff.err())
                    .isEqualTo(
                            "error: cannot compare snapshot s1 of web with snapshot s2: image "
                                    + frozen
                                    + " can't be read: no such file\n");
            assertThat(diff.exit()).isEqualTo(4);
        } finally {
            Files.move(away, frozen);
        }
    }
}
