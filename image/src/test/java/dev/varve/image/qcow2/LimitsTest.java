package dev.varve.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.varve.image.Tool;
import dev.varve.image.qcow2.meta.BitmapDirectory;
import dev.varve.image.qcow2.meta.EncryptionHeader;
import dev.varve.image.qcow2.meta.Extensions;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.InternalSnapshot;
import dev.varve.image.qcow2.meta.SnapshotTable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An image with one bitmap and one snapshot, and what is refused when bytes of it are others.
class LimitsTest {
    private static byte[] original = {};

    private byte[] bytes = {};

    @BeforeAll
    static void makeImage(@TempDir Path dir) throws Exception {
        var path = dir.resolve("image");
        Tool.qemuImg("create", "-q", "-f", "qcow2", path.toString(), "100G");
        Tool.qemuImg("bitmap", "--add", path.toString(), "bitmap");
        Tool.qemuImg("snapshot", "-c", "snapshot", path.toString());
        var file = Files.readAllBytes(path);
        original = Arrays.copyOf(file, file.length + 4096); // It may end with the last table.
    }

    @BeforeEach
    void copyImage() {
        bytes = original.clone();
    }

    private Header header() throws FormatException {
        return Header.parse(ByteBuffer.wrap(bytes));
    }

    private Extensions extensions() throws FormatException {
        return header().extensions();
    }

    private void put(long offset, String hex) {
        var patch = HexFormat.of().parseHex(hex);
        System.arraycopy(patch, 0, bytes, Math.toIntExact(offset), patch.length);
    }

    private InternalSnapshot snapshot() throws FormatException {
        var buffer = ByteBuffer.wrap(bytes).position((int) header().snapshotsOffset());
        return SnapshotTable.of(header()).next(buffer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # at | bytes            | found
                    0    | 0000000000010200 | offset 66048
                    0    | 0000000000000000 | offset 0
                    0    | ffffffffffff0000 | offset 18446744073709486080
                    0    | 0100000000000000 | offset 72057594037927936
                    8    | 00400001         | l1_size of a snapshot 4194305
                    20   | 3b9aca00         | date_nsec of a snapshot 1000000000
                    24   | 8000000000000000 | vm_clock_nsec of a snapshot 9223372036854775808
                    36   | 00000401         | extra_data_size of a snapshot 1025
                    40   | ffffffffffffffff | vm_state_size of a snapshot 18446744073709551615
                    48   | ffffffffffffffff | disk_size of a snapshot 18446744073709551615
                    56   | fffffffffffffffe | icount of a snapshot 18446744073709551614
                    """)
    void snapshotsBeyondLimitsAreRefused(int at, String patch, String found) throws Exception {
        put(header().snapshotsOffset() + at, patch);

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(this::snapshot)
                .withMessageEndingWith("found " + found);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 7,,",
        "8, 4294967296,,",
        "15, 4294967296,,",
        "16, 4294967296, 1024,",
        "24, 4294967296, 1024, 5",
        "1024, 4294967296, 1024, 5"
    })
    void aSnapshotSaysWhatItsExtraDataHas(
            int extra, long stateSize, Long diskSize, Long instructions) throws Exception {
        var entry = ByteBuffer.allocate(2000);
        entry.putShort(12, (short) 1).putInt(32, 7).putInt(36, extra);
        entry.putLong(40, 4294967296L).putLong(48, 1024).putLong(56, 5);
        entry.put(40 + extra, (byte) '9');
        var snapshot = SnapshotTable.of(header()).next(entry);

        assertThat(snapshot.vmStateSize()).isEqualTo(stateSize);
        assertThat(snapshot.diskSize()).isEqualTo(optional(diskSize));
        assertThat(snapshot.instructions()).isEqualTo(optional(instructions));
        assertThat(snapshot.id()).isEqualTo("9");
        assertThat(snapshot.name()).isEmpty();
        assertThat(entry.position()).isEqualTo(41 + extra);
    }

    private static OptionalLong optional(Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Test
    void aSnapshotTableEndsBehind64Mebibytes() throws Exception {
        put(60, "00010000");
        put(88, "0000000000000000"); // The table overlaps the bitmaps now.
        var table = SnapshotTable.of(header());
        var entry = ByteBuffer.allocate(132_136).putInt(12, -1).putInt(36, 1024);
        assertThat(table.needed(entry.clear())).isEqualTo(132_136);

        for (int i = 0; i < (64 << 20) / 132_136; i++) {
            table.next(entry.clear());
        }
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> table.next(entry.clear()))
                .withMessageContaining("67108864");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # at | bytes            | found
                    0    | 0000000000010200 | offset 66048
                    0    | 0000000000000000 | offset 0
                    0    | ff00000000010000 | offset 18374686479671689216
                    8    | 00000000         | bitmap_table_size 0
                    8    | 00002001         | bitmap_table_size 8193
                    8    | 00000003         | a bitmap table of 3 entries
                    12   | 00000004         | flags of a bitmap 4
                    16   | 02               | type 2
                    17   | 08               | granularity_bits 8
                    17   | 20               | granularity_bits 32
                    18   | 0000             | name_size 0
                    18   | 0400             | name_size 1024
                    18   | 0010             | entries of 40 bytes
                    20   | 00000001         | a bitmap with 1 bytes of it
                    """)
    void bitmapsBeyondLimitsAreRefused(int at, String patch, String found) throws Exception {
        long directory = extensions().bitmapDirectory().orElseThrow().directoryOffset();
        put(directory + at, patch);

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() ->
                        BitmapDirectory.of(header())
                                .next(ByteBuffer.wrap(bytes).position((int) directory)))
                .withMessageEndingWith("found " + found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # at | bytes            | found
                    4    | 00000010         | 16 bytes
                    8    | 00000000         | bitmaps 0
                    8    | 00010000         | bitmaps 65536
                    12   | 00000001         | the reserved word of the bitmaps extension 1
                    16   | 0000000000000000 | bitmap_directory_size 0
                    16   | 0000000003fffc01 | bitmap_directory_size 67107841
                    24   | 0000000000000000 | offset 0
                    24   | 0000000000010200 | offset 66048
                    24   | 0000000000010000 | the refcount table and the bitmap directory overlap
                    """)
    void bitmapsExtensionsBeyondLimitsAreRefused(int at, String patch, String found)
            throws Exception {
        put(extensionAt("23852875") + at, patch);

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(this::header)
                .withMessageEndingWith("found " + found);
    }

    private int extensionAt(String type) {
        int at = 104 + 8;
        while (!HexFormat.of().formatHex(bytes, at, at + 4).equals(type)) {
            at += 8;
        }
        return at;
    }

    @Test
    void bitmapsThatDoNotCountMayLieAnywhere() throws Exception {
        put(extensionAt("23852875") + 24, "0000000000010000");
        put(88, "0000000000000000");

        assertThat(header().bitmapsConsistent()).isFalse();
        assertThat(extensions().bitmaps()).isEqualTo(1);
    }

    @Test
    void anEncryptionHeaderIsForLuksAlone() throws Exception {
        int at = extensionAt("23852875");
        put(at, "0537be7700000010");
        put(at + 24, "0000000000000000"); // What is left of the longer one ends them.
        put(extensionAt("0537be77") + 8, "00000000001000000000000000000250");
        put(32, "00000002");
        assertThat(extensions().encryptionHeader()).hasValue(new EncryptionHeader(1 << 20, 592));

        put(32, "00000001");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(this::header)
                .withMessageContaining("encryption header");
    }

    @ParameterizedTest
    @CsvSource({
        "80, 0000000000000001, false, false",
        "80, 0000000000000002, true, false",
        "80, 8000000000000000, true, false",
        "88, 0000000000000001, false, false",
        "88, 0000000000000004, false, true",
        "88, 8000000000000000, false, true"
    })
    void unknownFeaturesAreSaid(int at, String patch, boolean compatible, boolean autoclear)
            throws Exception {
        put(at, patch);

        assertThat(header().unknownCompatible()).isEqualTo(compatible);
        assertThat(header().unknownAutoclear()).isEqualTo(autoclear);
        assertThat(header().rawExternalData()).isFalse();
    }

    @Test
    void anExternalDataFileThatIsRawHasToBeThere() {
        put(88, "0000000000000003");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(this::header)
                .withMessageContaining("external data file that is raw");
    }
}
