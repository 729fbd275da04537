package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckFinding.Flaw;
import dev.varve.image.check.CheckResult.Verdict;
import dev.varve.image.check.Part;
import dev.varve.image.failure.CorruptImageException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Refcounts and tables that were damaged by hand, one thing at a time.
class CheckTablesTest extends ComparedCheck {
    @Test
    void aLeakIsFound() throws IOException {
        makePlain();
        long leaked = patched.length();
        patched.setLength(leaked + CLUSTER);
        patched.putShort(patched.refcount(leaked), 1);

        assertFinds(new CheckFinding.Leaked(leaked, 1, 0));
        assertThat(Check.of(image).verdict()).isEqualTo(Verdict.LEAKS);
    }

    @Test
    void aRefcountThatIsTooHighIsALeak() throws IOException {
        makePlain();
        long data = patched.data(2);
        patched.putShort(patched.refcount(data), 7);

        assertFinds(new CheckFinding.Leaked(data, 7, 1), new CheckFinding.CopiedWrong(data, 7, 1));
    }

    @Test
    void aUsedClusterWithoutRefcountIsFound() throws IOException {
        makePlain();
        long data = patched.data(1);
        patched.putShort(patched.refcount(data), 0);

        assertFinds(
                new CheckFinding.RefcountTooLow(data, 0, 1),
                new CheckFinding.CopiedWrong(data, 0, 1));
    }

    @Test
    void moreReferencesThanARefcountCanSayAreFound() throws IOException {
        make("refcount_bits=1", "64M", "write 0 256k");
        long lost = patched.data(1);
        patched.putWord(patched.l2(1), patched.word(patched.l2(2)));

        assertFinds(
                new CheckFinding.Leaked(lost, 1, 0),
                new CheckFinding.TooManyReferences(patched.data(2), 1, 2));
    }

    @Test
    void dataInATableIsFound() throws IOException {
        makePlain();
        long lost = patched.data(0);
        long table = patched.header().refcountTableOffset();
        patched.putWord(patched.l2(0), table | COPIED);

        assertFinds(
                new CheckFinding.Leaked(lost, 1, 0), new CheckFinding.RefcountTooLow(table, 1, 2));
    }

    @Test
    void aRefcountBlockThatIsSomethingElseIsFound() throws IOException {
        makePlain();
        long lost = patched.data(0);
        long block = patched.word(patched.header().refcountTableOffset());
        patched.putWord(patched.l2(0), block | COPIED);

        assertFinds(
                new CheckFinding.Overlap(Part.REFCOUNT_BLOCK, block, 2),
                new CheckFinding.Leaked(lost, 1, 0),
                new CheckFinding.RefcountTooLow(block, 1, 2));
    }

    @ParameterizedTest
    @CsvSource({"200, UNALIGNED", "1, RESERVED_BITS"})
    void aRefcountTableThatCannotBeIsFound(String bits, String flaw) throws IOException {
        makePlain();
        long table = patched.header().refcountTableOffset();
        long bad = patched.word(table) | Long.parseLong(bits, 16);
        patched.putWord(table, bad);

        assertThat(check().findings())
                .contains(new CheckFinding.BadEntry(Part.REFCOUNT_BLOCK, bad, Flaw.valueOf(flaw)));
    }

    @Test
    void aRefcountBlockBehindTheEndIsFound() throws IOException {
        makePlain();
        patched.putWord(patched.header().refcountTableOffset() + 8, 1L << 40);

        assertFinds(new CheckFinding.OutsideFile(Part.REFCOUNT_BLOCK, 1L << 40, CLUSTER));
    }

    @Test
    void aSharedL2TableCountsAsOftenAsItIsNamed() throws IOException {
        makePlain();
        Tool.qemuImg("snapshot", "-c", "a", image.toString());
        Tool.qemuImg("snapshot", "-c", "b", image.toString());
        patched.putWord(patched.l2(9), 1L << 40);

        var result = check();
        assertThat(result.findings())
                .containsExactly(new CheckFinding.OutsideFile(Part.DATA, 1L << 40, CLUSTER));
        assertThat(result.corruptions()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0000000000012345", // Unaligned.
        "0, 8000000000010000", // Not an offset.
        "0, 0000010000000000", // Outside.
        "8, ffffffff00010000", // An L1 table that is too large.
        "32, 00000000ffffffff", // Extra data without end.
        "32, 0000000000000000" // No disk size.
    })
    void aBadSnapshotTableIsFound(long at, String word) throws IOException {
        makePlain();
        Tool.qemuImg("snapshot", "-c", "s", image.toString());
        patched.putWord(patched.header().snapshotsOffset() + at, Long.parseUnsignedLong(word, 16));

        assertThat(check().verdict()).isEqualTo(Verdict.CORRUPT);
    }

    /// Nothing but the table of the snapshot leads there.
    @Test
    void aBadEntryInASnapshotsL1TableIsFound() throws IOException {
        makePlain();
        Tool.qemuImg("snapshot", "-c", "s", image.toString());
        long l1 = patched.word(patched.header().snapshotsOffset());
        patched.putWord(l1, patched.word(l1) | 1L << 40);

        assertThat(check().verdict()).isEqualTo(Verdict.CORRUPT);
    }

    @Test
    void aBitmapTableThatCannotBeIsFound() throws IOException {
        makePlain();
        Tool.qemuImg("bitmap", "--add", image.toString(), "b");
        long directory =
                patched.header().extensions().bitmapDirectory().orElseThrow().directoryOffset();
        patched.putWord(patched.word(directory), 3);

        assertThat(check().verdict()).isEqualTo(Verdict.CORRUPT);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0000000000000002", // A table that isn't at a cluster.
        "8, 0000000000000000", // A table without entries.
        "16, 0010000200000000", // Of no known type.
        "16, 0110000000000000", // Without a name.
        "16, 0110000200000001" // Extra data.
    })
    void aBitmapDirectoryThatCannotBeIsFound(long at, String word) throws IOException {
        makePlain();
        Tool.qemuImg("bitmap", "--add", image.toString(), "bm");
        long directory =
                patched.header().extensions().bitmapDirectory().orElseThrow().directoryOffset();
        patched.putWord(directory + at, Long.parseUnsignedLong(word, 16));

        assertThat(check().verdict()).isEqualTo(Verdict.CORRUPT);
    }

    @Test
    void twoBitmapsOfOneNameAreFound() throws IOException {
        makePlain();
        Tool.qemuImg("bitmap", "--add", image.toString(), "a");
        Tool.qemuImg("bitmap", "--add", image.toString(), "b");
        long directory =
                patched.header().extensions().bitmapDirectory().orElseThrow().directoryOffset();
        patched.putWord(directory + 32 + 24, patched.word(directory + 24));

        assertThat(check().findings())
                .contains(new CheckFinding.Broken("a bitmap of each name", "two of one name"));
    }

    /// QEMU doesn't open such images, and Varve says so before it looks at a table.
    @ParameterizedTest
    @CsvSource({
        "64, 0000000000000201", // A snapshot table within a cluster, though there is no snapshot.
        "88, 0000000000000002", // An external data file that is raw, and isn't.
        "504, 0000000000010000" // The extensions' end is longer than the header.
    })
    void aHeaderThatQemuRefusesIsRefused(long at, String word) throws IOException {
        makePlain();
        long place = at == 504 ? endOfExtensions() : at;
        patched.putWord(place, Long.parseUnsignedLong(word, 16));

        assertThat(QemuCheck.of(image).status()).isEqualTo(1);
        assertThatExceptionOfType(CorruptImageException.class).isThrownBy(() -> Check.of(image));
    }

    /// {@return where the word of the last extension is}
    private long endOfExtensions() throws IOException {
        long at = patched.header().headerLength();
        while (patched.word(at) != 0) {
            at += 8 + ((patched.word(at) & 0xffff_ffffL) + 7) / 8 * 8;
        }
        return at;
    }

    /// QEMU doesn't open the image.
    @Test
    void aBitmapThatIsTooLargeIsFound() throws IOException {
        makePlain();
        Tool.qemuImg("bitmap", "--add", image.toString(), "b");
        long directory =
                patched.header().extensions().bitmapDirectory().orElseThrow().directoryOffset();
        patched.putWord(directory + 8, 0x0000_0002_0000_0002L);

        assertThat(QemuCheck.of(image).status()).isEqualTo(1);
        assertThat(Check.of(image).findings())
                .containsExactly(new CheckFinding.Broken("a bitmap table of 1 entries", "2"));
    }
}
