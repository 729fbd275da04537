package dev.varve.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.Tool;
import dev.varve.image.qcow2.meta.BitmapCluster;
import dev.varve.image.qcow2.meta.BitmapDirectory;
import dev.varve.image.qcow2.meta.BitmapEntry;
import dev.varve.image.qcow2.meta.InternalSnapshot;
import dev.varve.image.qcow2.meta.SnapshotTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tables of images that QEMU's tools made.
class TablesTest {
    @TempDir Path dir;

    private Path image(String options, String size) {
        var path = dir.resolve("image");
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-o", options, path.toString(), size);
        return path;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster_size=512",
                "cluster_size=2M",
                "compat=0.10",
                "extended_l2=on,compression_type=zstd"
            })
    void snapshotsAreThoseThatQemuImgTook(String options) throws Exception {
        var path = image(options, "200M");
        Tool.qemuIo(path, "write -q 0 64k");
        for (var name : List.of("x", "über acht Bytes", "x".repeat(200), "last")) {
            Tool.qemuImg("snapshot", "-c", name, path.toString());
        }
        var image = WholeImage.of(path);
        var info = Tool.qemuImg("info", "--output=json", path.toString());

        for (int step : new int[] {1, 39, 1 << 20}) {
            var table = SnapshotTable.of(image.header());
            var bytes = image.at(image.header().snapshotsOffset(), Integer.MAX_VALUE);
            var snapshots = WholeImage.entries(table, bytes, step);

            assertThat(snapshots)
                    .extracting(InternalSnapshot::name)
                    .containsExactly("x", "über acht Bytes", "x".repeat(200), "last");
            assertThat(snapshots)
                    .extracting(InternalSnapshot::id)
                    .containsExactly("1", "2", "3", "4");
            assertThat(snapshots.stream().map(s -> s.seconds() + "." + s.nanoseconds()))
                    .containsExactlyElementsOf(dates(info));
            assertThat(snapshots).allSatisfy(s -> assertIsOf(image, s));
            assertThat(table.bytesTaken()).isEqualTo(bytes.position());
        }
    }

    private static List<String> dates(String info) {
        return Pattern.compile("\"date-sec\": (\\d+),\\s+\"date-nsec\": (\\d+)")
                .matcher(info)
                .results()
                .map(date -> date.group(1) + "." + date.group(2))
                .toList();
    }

    /// Each snapshot's L1 table is a copy of the active one's at its time, which had one L2 table.
    private static void assertIsOf(WholeImage image, InternalSnapshot snapshot) {
        assertThat(snapshot.l1Entries()).isEqualTo(image.header().l1Entries());
        assertThat(image.at(snapshot.l1Offset(), 8).getLong()).isNotZero();
        assertThat(snapshot.diskSize()).hasValue(image.header().virtualSize());
        assertThat(snapshot.vmStateSize()).isZero();
        assertThat(snapshot.guestClock()).isZero();
    }

    @Test
    void bitmapsAreThoseThatQemuImgAdded() throws Exception {
        var path = image("cluster_size=65536", "100G");
        Tool.qemuImg("bitmap", "--add", path.toString(), "backup");
        Tool.qemuImg("bitmap", "--add", "-g", "512", path.toString(), "ü".repeat(99));
        Tool.qemuImg("bitmap", "--add", "--disable", "-g", "2M", path.toString(), "idle");
        Tool.qemuIo(path, "write -q 0 64k", "write -q 40G 64k");
        var image = WholeImage.of(path);

        assertThat(image.header().bitmapsConsistent()).isTrue();
        assertThat(image.header().extensions().bitmaps()).isEqualTo(3);
        for (int step : new int[] {1, 1 << 20}) {
            var bitmaps = bitmaps(image, step);
            assertThat(bitmaps)
                    .extracting(BitmapEntry::name)
                    .containsExactly("backup", "ü".repeat(99), "idle");
            assertThat(bitmaps)
                    .extracting(BitmapEntry::granularity)
                    .containsExactly(65_536L, 512L, 2L << 20);
            assertThat(bitmaps)
                    .extracting(BitmapEntry::automatic)
                    .containsExactly(true, true, false);
            assertThat(bitmaps).noneMatch(BitmapEntry::inUse);
        }
    }

    /// One cluster of a bitmap covers 32 GiB here, and one bit 64 KiB.
    @Test
    void bitmapsHoldWhatWasWritten() throws Exception {
        var path = image("cluster_size=65536", "100G");
        Tool.qemuImg("bitmap", "--add", path.toString(), "backup");
        Tool.qemuIo(path, "write -q 40G 64k");
        var image = WholeImage.of(path);
        var bitmap = bitmaps(image, 1000).getFirst();
        var table = image.at(bitmap.tableOffset(), 8 * bitmap.tableEntries());

        assertThat(bitmap.tableEntries()).isEqualTo(4);
        assertThat(BitmapCluster.of(table.getLong(), 65_536))
                .isInstanceOf(BitmapCluster.Zeros.class);
        assertThat(BitmapCluster.of(table.getLong(), 65_536))
                .isInstanceOfSatisfying(
                        BitmapCluster.Stored.class,
                        stored ->
                                assertThat(image.at(stored.offset() + ((8L << 30) >>> 19), 1).get())
                                        .isEqualTo((byte) 1));
    }

    @Test
    void aBitmapThatWasNotSavedIsInUse() throws Exception {
        var path = image("cluster_size=65536", "100G");
        Tool.qemuImg("bitmap", "--add", path.toString(), "backup");
        var qemuIo =
                new ProcessBuilder("qemu-io", "-f", "qcow2", path.toString())
                        .redirectErrorStream(true)
                        .start();
        qemuIo.getOutputStream().write("length\n".getBytes(StandardCharsets.UTF_8));
        qemuIo.getOutputStream().flush();
        assertThat(qemuIo.getInputStream().read()).isPositive();
        qemuIo.destroyForcibly().waitFor();

        assertThat(bitmaps(WholeImage.of(path), 1000)).allMatch(BitmapEntry::inUse);
    }

    @Test
    void anImageWithoutThemHasEmptyTables() throws Exception {
        var header = WholeImage.of(image("cluster_size=65536", "100G")).header();

        assertThat(SnapshotTable.of(header).hasNext()).isFalse();
        assertThat(BitmapDirectory.of(header).hasNext()).isFalse();
        assertThat(header.bitmapsConsistent()).isFalse();
        assertThat(header.extensions().encryptionHeader()).isEmpty();
    }

    @Test
    void aRawDataFileIsSaid() throws Exception {
        var path = dir.resolve("raw-data");
        Tool.qemuImg(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "data_file=" + dir.resolve("data") + ",data_file_raw=on",
                path.toString(),
                "1M");
        var header = WholeImage.of(path).header();

        assertThat(header.rawExternalData()).isTrue();
        assertThat(header.unknownAutoclear()).isFalse();
        assertThat(header.unknownCompatible()).isFalse();
    }

    private static List<BitmapEntry> bitmaps(WholeImage image, int step) throws Exception {
        var directory = image.header().extensions().bitmapDirectory().orElseThrow();
        var parser = BitmapDirectory.of(image.header());
        var bytes = image.at(directory.directoryOffset(), (int) directory.directorySize());
        var bitmaps = WholeImage.entries(parser, bytes, step);
        assertThat(parser.bytesTaken()).isEqualTo(directory.directorySize());
        return bitmaps;
    }
}
