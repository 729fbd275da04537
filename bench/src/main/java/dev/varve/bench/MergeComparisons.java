package dev.varve.bench;

import dev.varve.image.Commit;
import dev.varve.image.ImageFormat;
import dev.varve.image.Overlay;
import dev.varve.image.OverlaySpec;
import dev.varve.image.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Commits of an overlay of 1 GiB over a disk of 10 GiB whose first GiB the base holds, and of runs of
/// ten such overlays.
final class MergeComparisons {
    private static final int CLUSTER_KIB = 64;
    private static final int RUN = 10;

    private final String fileSystem;
    private final Path directory;
    private final int mebibytes;
    private final String only;

    /// Which clusters an overlay holds.
    private enum Clusters {
        OVERWRITTEN,
        NEW,
        RANDOM
    }

    MergeComparisons(String fileSystem, Path directory, int mebibytes, String only) {
        this.fileSystem = fileSystem;
        this.directory = directory;
        this.mebibytes = mebibytes;
        this.only = only;
    }

    void run() throws IOException {
        compare("commit, overwritten clusters", Clusters.OVERWRITTEN, 1);
        compare("commit, new clusters", Clusters.NEW, 1);
        compare("commit, random clusters", Clusters.RANDOM, 1);
        compare("run of 10, overwritten clusters", Clusters.OVERWRITTEN, RUN);
        compare("run of 10, random clusters", Clusters.RANDOM, RUN);
    }

    private void compare(String name, Clusters clusters, int depth) throws IOException {
        if (!name.contains(only) && !fileSystem.contains(only)) {
            return;
        }
        var saved = directory.resolve("saved");
        makeBase(saved);
        var base = directory.resolve("base");
        copy(saved, base);
        var layers = new ArrayList<Path>(List.of(base));
        for (int i = 1; i <= depth; i++) {
            var layer = directory.resolve("layer" + i);
            Overlay.create(OverlaySpec.of(layer, layers.getLast(), ImageFormat.QCOW2, "bench"));
            Program.feed(
                    writes(clusters, i),
                    "qemu-io",
                    "-t",
                    "unsafe",
                    "-f",
                    "qcow2",
                    layer.toString());
            Program.sync(layer);
            layers.add(layer);
        }
        new Comparison(fileSystem, name)
                .run(
                        () -> prepare(saved, layers),
                        () -> commitEach(layers),
                        () -> commitAll(layers));
        for (var file : layers) {
            Files.delete(file);
        }
        Files.delete(saved);
    }

    private void makeBase(Path path) throws IOException {
        Program.run(
                "qemu-img", "create", "-q", "-f", "qcow2", path.toString(), 10 * mebibytes + "M");
        var writes = new StringBuilder();
        for (int i = 0; i < mebibytes; i++) {
            writes.append("write -q -P 1 ").append(i).append("M 1M\n");
        }
        Program.feed(writes.toString(), "qemu-io", "-t", "unsafe", "-f", "qcow2", path.toString());
    }

    private String writes(Clusters clusters, int pattern) {
        var writes = new StringBuilder();
        switch (clusters) {
            case OVERWRITTEN, NEW -> {
                int first = clusters == Clusters.NEW ? mebibytes : 0;
                for (int i = first; i < first + mebibytes; i++) {
                    writes.append("write -q -P %d %dM 1M%n".formatted(pattern, i));
                }
            }
            case RANDOM -> {
                var places = new ArrayList<Integer>();
                for (int i = 0; i < 10 * mebibytes * 1024 / CLUSTER_KIB; i++) {
                    places.add(i);
                }
                Collections.shuffle(places, new Random(pattern));
                for (int place : places.subList(0, mebibytes * 1024 / CLUSTER_KIB)) {
                    writes.append(
                            "write -q -P %d %dk %dk%n"
                                    .formatted(pattern, (long) place * CLUSTER_KIB, CLUSTER_KIB));
                }
            }
        }
        return writes.toString();
    }

    /// Puts the base back, and reads all once, so that it is in the page cache.
    private static void prepare(Path saved, List<Path> layers) throws IOException {
        copy(saved, layers.getFirst());
        for (var layer : layers) {
            Program.run("dd", "if=" + layer, "of=/dev/null", "bs=1M", "status=none");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.deleteIfExists(to);
        Program.run("cp", "--reflink=never", "--sparse=always", from.toString(), to.toString());
        Program.sync(to);
    }

    /// One after the other, each into the base, from the lowest on; the tops stay as they are.
    private static void commitEach(List<Path> layers) throws IOException {
        var base = layers.getFirst();
        for (int i = 1; i < layers.size(); i++) {
            var line =
                    new String[] {
                        "qemu-img",
                        "commit",
                        "-q",
                        "-d",
                        "-f",
                        "qcow2",
                        "-b",
                        base.toString(),
                        layers.get(i).toString()
                    };
            Program.run(line);
        }
        Program.sync(base);
    }

    private static void commitAll(List<Path> layers) throws IOException {
        Commit.run(layers.getLast(), ImageFormat.QCOW2, layers.getFirst(), Progress.ignored());
    }
}
