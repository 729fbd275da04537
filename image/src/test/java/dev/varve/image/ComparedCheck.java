package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckResult;
import dev.varve.image.check.CheckResult.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An image that is made and then damaged by hand, and checked by qemu-img as well.
abstract class ComparedCheck {
    static final int CLUSTER = 64 << 10;
    static final long COPIED = 1L << 63;
    static final long COMPRESSED = 1L << 62;

    @TempDir Path directory;

    Path image = Path.of("");
    Patched patched = new Patched(image);

    @BeforeEach
    void nameImage() {
        image = directory.resolve("image");
        patched = new Patched(image);
    }

    void make(String options, String size, String... writes) {
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-o", options, image.toString(), size);
        if (writes.length > 0) {
            Tool.qemuIo(image, writes);
        }
    }

    /// An image with clusters 0 to 3, data and nothing else.
    void makePlain() {
        make("cluster_size=64k", "64M", "write 0 256k");
    }

    /// {@return what was found, which is what qemu-img finds, in number, unless it gives the image up}
    CheckResult check() throws IOException {
        var theirs = QemuCheck.of(image);
        var ours = Check.of(image);
        if (theirs.counted()) {
            assertThat(ours.verdict().exitStatus()).as(theirs.output()).isEqualTo(theirs.status());
            assertThat(QemuCheck.numbers(ours)).as(theirs.output()).isEqualTo(theirs.numbers());
        } else { // It gave up, or didn't open the image.
            assertThat(theirs.status()).as(theirs.output()).isEqualTo(1);
            assertThat(ours.verdict()).as(theirs.output()).isEqualTo(Verdict.CORRUPT);
        }
        return ours;
    }

    void assertSound() throws IOException {
        assertThat(check().findings()).isEmpty();
    }

    void assertFinds(CheckFinding... findings) throws IOException {
        var result = check();
        assertThat(result.findings()).containsExactlyInAnyOrder(findings);
        assertThat(result.findings()).allMatch(f -> f.message().matches("expected .*, found .*"));
    }
}
