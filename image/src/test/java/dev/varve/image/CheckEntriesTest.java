package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckFinding.Flaw;
import dev.varve.image.check.Part;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Entries of L1 and L2 tables that were damaged by hand, one at a time.
class CheckEntriesTest extends ComparedCheck {
    @Test
    void twoEntriesForOneClusterAreFound() throws IOException {
        makePlain();
        long lost = patched.data(1);
        long shared = patched.data(2);
        patched.putWord(patched.l2(1), patched.word(patched.l2(2)));

        assertFinds(
                new CheckFinding.Leaked(lost, 1, 0), new CheckFinding.RefcountTooLow(shared, 1, 2));
    }

    @Test
    void anL2TableBehindTheEndIsFound() throws IOException {
        makePlain();
        patched.putWord(patched.l1(), (1L << 40) | COPIED);

        assertThat(check().findings())
                .contains(new CheckFinding.OutsideFile(Part.L2_TABLE, 1L << 40, CLUSTER))
                .contains(new CheckFinding.CopiedWrong(1L << 40, 0, 1))
                .hasSize(2 + 5);
    }

    @Test
    void dataBehindTheLastOffsetIsFound() throws IOException {
        makePlain();
        long lost = patched.data(0);
        patched.putWord(patched.l2(0), 0xff_ffff_ffff_0000L | COPIED);

        assertThat(check().findings())
                .containsExactlyInAnyOrder(
                        new CheckFinding.OutsideFile(Part.DATA, 0xff_ffff_ffff_0000L, CLUSTER),
                        new CheckFinding.CopiedWrong(0xff_ffff_ffff_0000L, 0, 1),
                        new CheckFinding.Leaked(lost, 1, 0));
    }

    @Test
    void aFileThatWasCutOffIsFound() throws IOException {
        makePlain();
        long last = patched.data(3);
        patched.setLength(last);

        assertFinds(new CheckFinding.OutsideFile(Part.DATA, last, CLUSTER));
    }

    @ParameterizedTest
    @CsvSource({"200, UNALIGNED", "2, RESERVED_BITS", "2000000000000000, RESERVED_BITS"})
    void entriesThatCannotBeAreFound(String bits, Flaw flaw) throws IOException {
        makePlain();
        long bad = patched.word(patched.l2(3)) | Long.parseUnsignedLong(bits, 16);
        patched.putWord(patched.l2(3), bad);
        assertThat(check().findings()).contains(new CheckFinding.BadEntry(Part.DATA, bad, flaw));

        long badTable = patched.word(patched.l1()) | Long.parseUnsignedLong(bits, 16);
        patched.putWord(patched.l1(), badTable);
        assertThat(check().findings())
                .contains(new CheckFinding.BadEntry(Part.L2_TABLE, badTable, flaw));
    }

    @Test
    void wrongBitsAboutRefcountsAreFound() throws IOException {
        makePlain();
        patched.putWord(patched.l2(1), patched.word(patched.l2(1)) & ~COPIED);
        assertFinds(new CheckFinding.CopiedWrong(patched.data(1), 1, 1));

        makePlain();
        long table = patched.word(patched.l1()) & ~COPIED;
        patched.putWord(patched.l1(), table);
        assertFinds(new CheckFinding.CopiedWrong(table, 1, 1));

        makePlain();
        Tool.qemuImg("snapshot", "-c", "s", image.toString());
        long shared = patched.data(1);
        patched.putWord(patched.l2(1), shared | COPIED);
        assertFinds(new CheckFinding.CopiedWrong(shared, 2, 1));
    }

    @Test
    void compressedClustersHaveNoSuchBit() throws IOException {
        make("cluster_size=64k", "64M", "write -c 0 256k");
        long bad = patched.word(patched.l2(1)) | COPIED;
        patched.putWord(patched.l2(1), bad);

        assertFinds(new CheckFinding.BadEntry(Part.DATA, bad, Flaw.COMPRESSED_AND_COPIED));
    }

    @ParameterizedTest
    @CsvSource({"0, 00000001, SUBCLUSTERS_NOWHERE", "1, 0000000100000001, SUBCLUSTERS_CONTRADICT"})
    void subclustersThatCannotBeAreFound(int placed, String parts, Flaw flaw) throws IOException {
        make("extended_l2=on", "64M", "write 0 64k");
        long at = patched.l2(placed == 1 ? 0 : 2);
        patched.putWord(at + 8, Long.parseLong(parts, 16));

        assertFinds(new CheckFinding.BadEntry(Part.DATA, patched.word(at), flaw));
    }
}
