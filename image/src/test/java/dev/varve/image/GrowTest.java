package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Commits into a base whose disk is smaller than the top's: `bottom <-- base <-- top`.
class GrowTest {
    @TempDir Path dir;

    private Path bottom() {
        return dir.resolve("bottom");
    }

    private Path base() {
        return dir.resolve("base");
    }

    private Path top() {
        return dir.resolve("top");
    }

    private static void create(Path path, String options, String size) {
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-o", options, path.toString(), size);
    }

    private static void overlay(Path path, Path below, String options, String size) {
        create(path, options + ",backing_fmt=qcow2,backing_file=" + below, size);
    }

    private void commit() throws IOException {
        var before = dir.resolve("before").toString();
        Tool.qemuImg("convert", "-O", "qcow2", top().toString(), before);
        Commit.run(top(), ImageFormat.QCOW2, base(), CopyProgress.ignored());
        for (var image : List.of(base(), top())) {
            var compared = Tool.run("qemu-img", "compare", before, image.toString());
            assertThat(compared.status()).as("%s: %s", image, compared.output()).isZero();
        }
        Tool.qemuImg("check", "-q", base().toString());
    }

    /// Beyond the base's end a guest reads zeros, whatever its backing image holds there.
    @ParameterizedTest
    @CsvSource({
        "cluster_size=64k, 4M",
        "cluster_size=512, 4M",
        "cluster_size=64k, 4129280",
        "cluster_size=2M, 4129280",
        "'cluster_size=64k,compat=0.10', 4129280",
        "'cluster_size=64k,extended_l2=on', 4129280"
    })
    void whatIsBelowStaysHidden(String options, String size) throws IOException {
        create(bottom(), "cluster_size=64k", "8M");
        Tool.qemuIo(bottom(), "write -P 9 0 8M");
        overlay(base(), bottom(), options, size);
        overlay(top(), base(), "cluster_size=4k", "8M");
        Tool.qemuIo(top(), "write -P 3 1M 70k", "write -P 4 7M 3k");
        commit();
    }

    /// The base once was larger: its last cluster, and clusters behind it, still hold something.
    @Test
    void whatWasCutOffStaysGone() throws IOException {
        create(base(), "cluster_size=64k", "8M");
        Tool.qemuIo(base(), "write -P 7 0 8M");
        Tool.qemuImg("resize", "-q", "--shrink", base().toString(), "4129280");
        overlay(top(), base(), "cluster_size=64k", "8M");
        Tool.qemuIo(top(), "write -P 3 1M 70k");
        commit();
    }

    @Test
    void anEmptyDiskGrows() throws IOException {
        create(base(), "cluster_size=64k", "0");
        overlay(top(), base(), "cluster_size=64k", "2M");
        Tool.qemuIo(top(), "write -P 3 1M 70k");
        commit();
    }

    /// An L1 table that is longer than what is kept of it in memory, and has to move; and clusters of
    /// the base that must be read through the old one after that.
    @Test
    void aLongL1TableMoves() throws IOException {
        create(base(), "cluster_size=1k", "1200M");
        Tool.qemuIo(base(), "write -P 7 0 64k", "write -P 8 1100M 64k");
        overlay(top(), base(), "cluster_size=512", "2G");
        Tool.qemuIo(
                top(), "write -P 3 512 512", "write -P 4 1153434112 512", "write -P 5 1536 512");
        commit();
    }
}
