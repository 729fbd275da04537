package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckFinding.Flaw;
import dev.varve.image.check.CheckResult.Verdict;
import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sound images of all kinds, and what a check is by itself.
class CheckTest extends ComparedCheck {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster_size=512",
                "cluster_size=4k,compat=0.10",
                "cluster_size=64k",
                "cluster_size=2M",
                "cluster_size=16k,extended_l2=on",
                "cluster_size=2M,extended_l2=on",
                "refcount_bits=1",
                "refcount_bits=2",
                "refcount_bits=4",
                "refcount_bits=8",
                "refcount_bits=32",
                "refcount_bits=64",
                "cluster_size=512,refcount_bits=1",
                "cluster_size=512,refcount_bits=64",
                "preallocation=metadata"
            })
    void soundImagesAreSound(String options) throws IOException {
        make(options, "9M", "write 0 1M", "write -z 3M 300k", "write -z -u 512k 256k");
        Tool.qemuIo(image, "write 5M 1M", "discard 5500k 200k");

        assertSound();
    }

    @Test
    void anImageWithNothingInItIsSound() throws IOException {
        make("cluster_size=64k", "0");

        assertSound();
    }

    /// Snapshots share clusters, so that refcounts are 2 and more.
    @ParameterizedTest
    @ValueSource(strings = {"cluster_size=512", "cluster_size=64k", "refcount_bits=64"})
    void snapshotsAndBitmapsAreCounted(String options) throws IOException {
        make(options, "4M", "write 0 1M");
        for (int i = 0; i < 5; i++) {
            Tool.qemuImg("snapshot", "-c", "s" + i, image.toString());
            Tool.qemuImg("bitmap", "--add", image.toString(), "b" + i);
            Tool.qemuIo(image, "write " + i + "00k 100k");
        }

        assertSound();
    }

    /// More references to a cluster than a byte has room for.
    @ParameterizedTest
    @ValueSource(strings = {"zlib", "zstd"})
    void compressedClustersShareClusters(String type) throws IOException {
        make("cluster_size=64k,compression_type=" + type, "32M", "write -c 0 32M");

        var result = check();
        assertThat(result.findings()).isEmpty();
        assertThat(result.compressedClusters()).isEqualTo(512);
        long offset = patched.word(patched.l2(0)) & 0xffffffffffL & -CLUSTER;
        assertThat((int) (patched.word(patched.refcount(offset)) >>> 48)).isGreaterThan(64);
    }

    @Test
    void anEncryptionHeaderIsCounted() throws IOException {
        Tool.makeEncrypted(image);
        var theirs =
                QemuCheck.of(
                        "--object",
                        Tool.SECRET,
                        "--image-opts",
                        "driver=qcow2,encrypt.key-secret=s,file.filename=" + image);

        assertThat(theirs.status()).as(theirs.output()).isZero();
        assertThat(QemuCheck.numbers(Check.of(image))).isEqualTo(theirs.numbers());
    }

    @Test
    void anExternalDataFileIsNotCounted() throws IOException {
        make("data_file=" + directory.resolve("data"), "4M", "write 0 1M");
        assertSound();

        patched.putWord(patched.l2(0), patched.word(patched.l2(0)) | COMPRESSED);
        patched.putWord(patched.l2(1), patched.word(patched.l2(1)) & ~COPIED);
        var kinds = check().findings();
        assertThat(kinds)
                .contains(new CheckFinding.CopiedWrong(CLUSTER, 1, 1))
                .anyMatch(f ->
                        f instanceof CheckFinding.BadEntry(_, _, var flaw)
                                && flaw == Flaw.COMPRESSED_IN_DATA_FILE);
    }

    @Test
    void aLastClusterMayBeCutShort() throws IOException {
        makePlain();
        patched.setLength(patched.data(3) + 512);

        assertSound();
    }

    @Test
    void bitmapsThatMeanNothingAreNotCounted() throws IOException {
        makePlain();
        Tool.qemuImg("bitmap", "--add", image.toString(), "b");
        patched.putWord(88, 0); // The autoclear features.

        assertThat(check().verdict()).isEqualTo(Verdict.LEAKS);
    }

    @Test
    void marksInTheHeaderAreFoundButNotCounted() throws IOException {
        makePlain();
        patched.putWord(72, 3);

        assertFinds(new CheckFinding.MarkedDirty(), new CheckFinding.MarkedCorrupt());
        assertThat(Check.of(image).verdict()).isEqualTo(Verdict.SOUND);
    }

    @Test
    void findingsAreKeptUpToAThousand() throws IOException {
        makePlain();
        long end = patched.length();
        patched.setLength(end + 1500 * CLUSTER);
        var refcounts = new byte[2 * 1500];
        Arrays.fill(refcounts, (byte) 1);
        patched.write(patched.refcount(end), ByteBuffer.wrap(refcounts));

        var result = check();
        assertThat(result.leaks()).isEqualTo(1500);
        assertThat(result.findings()).hasSize(1000);
        assertThat(result.furtherFindings()).isEqualTo(500);
    }

    @Test
    void whatIsNoImageIsRefused() throws IOException {
        Files.writeString(image, "nothing of that kind");
        assertThatExceptionOfType(CorruptImageException.class).isThrownBy(() -> Check.of(image));
        assertThatExceptionOfType(UnsupportedImageException.class)
                .isThrownBy(() -> Check.of(directory));
    }

    @Test
    void anImageThatIsOpenForWritingIsRefused() throws IOException {
        makePlain();
        try (var _ = new OpenImage(image)) {
            assertThatExceptionOfType(ImageInUseException.class).isThrownBy(() -> Check.of(image));
        }
    }
}
