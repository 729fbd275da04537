package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What keeps data from being moved into an image, also where qemu-img finds nothing.
class WriteCheckTest extends ComparedCheck {
    private static final long INCOMPATIBLE = 72;

    @BeforeEach
    void makeImage() {
        makePlain();
    }

    private Optional<String> flaw() throws IOException {
        return WriteCheck.flaw(image, ImageFormat.QCOW2);
    }

    private void assertFlaw(String words) throws IOException {
        var before = Tool.digest(image);
        assertThat(flaw().orElse("none")).contains(words);
        assertThat(Tool.digest(image)).isEqualTo(before);
    }

    @Test
    void aSoundImageHasNone() throws IOException {
        assertThat(flaw()).isEmpty();
        Tool.qemuImg("snapshot", "-c", "s", image.toString());
        Tool.qemuImg("bitmap", "--add", image.toString(), "b");
        Tool.qemuIo(image, "write -c 1M 1M", "write 0 64k");
        assertThat(flaw()).isEmpty();
    }

    @Test
    void aRawImageHasNone() throws IOException {
        Files.write(image, new byte[4096]);
        assertThat(WriteCheck.flaw(image, ImageFormat.RAW)).isEmpty();
    }

    @Test
    void dataThatIsNotCountedIsOne() throws IOException {
        patched.putShort(patched.refcount(patched.data(3)), 0);
        assertFlaw("expected refcount 1");
    }

    @Test
    void refcountsThatWillBeRebuiltAreNone() throws IOException {
        patched.putShort(patched.refcount(patched.data(3)), 0);
        patched.putWord(INCOMPATIBLE, 1);
        assertThat(flaw()).isEmpty();
    }

    @Test
    void aMarkIsOne() throws IOException {
        patched.putWord(INCOMPATIBLE, 2);
        assertFlaw("it is marked as corrupt");
    }

    @Test
    void anL2TableOnTheRefcountTableIsOne() throws IOException {
        patched.putWord(patched.l1(), patched.header().refcountTableOffset() | COPIED);
        assertFlaw("expected");
    }

    /// As qemu-img leaves it when it is told to repair, and then calls sound.
    @Test
    void dataOnATableIsOneThoughItIsCounted() throws IOException {
        patched.putWord(patched.l2(3), patched.header().l1Offset() | COPIED);
        Tool.run("qemu-img", "check", "-q", "-r", "all", image.toString());
        assertThat(QemuCheck.of(image).status()).isZero();
        assertFlaw("expected data apart from the tables");
    }

    @Test
    void aCompressedClusterOnItsOwnTableIsOneThoughItIsCounted() throws IOException {
        patched.putWord(patched.l2(3), (patched.l2(0) & -CLUSTER) | COMPRESSED);
        Tool.run("qemu-img", "check", "-q", "-r", "all", image.toString());
        assertFlaw("expected");
    }

    @Test
    void anEntryOfOnesIsOne() throws IOException {
        patched.putWord(patched.l2(3), -1);
        assertFlaw("expected an entry for data");
    }

    @Test
    void oneThatCannotBeReadIsOne() throws IOException {
        patched.putWord(40, 3); // The place of the L1 table.
        assertFlaw("expected the L1 table at a cluster");
    }

    @Test
    void ofOneThatIsBeingWrittenNothingIsSaid() throws IOException {
        patched.putShort(patched.refcount(patched.data(3)), 0);
        try (var _ = new OpenImage(image)) {
            assertThat(flaw()).isEmpty();
        }
    }
}
