package dev.varve.bench;

import dev.varve.image.Commit;
import dev.varve.image.CopyProgress;
import dev.varve.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Commits of an overlay of 1 GiB over a disk of 10 GiB whose first GiB the base holds, and of runs of
/// ten such overlays.
final class MergeComparisons {
    private static final int RUN = 10;

    private final String fileSystem;
    private final Path directory;
    private final int mebibytes;
    private final String only;

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
        BenchImages.makeBase(saved, 10 * mebibytes, mebibytes);
        var base = directory.resolve("base");
        BenchImages.copy(saved, base);
        var layers = new ArrayList<Path>(List.of(base));
        for (int i = 1; i <= depth; i++) {
            var layer = directory.resolve("layer" + i);
            BenchImages.makeOverlay(
                    layer, layers.getLast(), clusters.writes(10 * mebibytes, mebibytes, i));
            layers.add(layer);
        }
        new TimedComparison(fileSystem, name)
                .run(
                        () -> prepare(saved, layers),
                        () -> commitEach(layers),
                        () -> commitAll(layers));
        for (var file : layers) {
            Files.delete(file);
        }
        Files.delete(saved);
    }

    /// Puts the base back, and reads all once, so that it is in the page cache.
    private static void prepare(Path saved, List<Path> layers) throws IOException {
        BenchImages.copy(saved, layers.getFirst());
        for (var layer : layers) {
            Program.run("dd", "if=" + layer, "of=/dev/null", "bs=1M", "status=none");
        }
    }

    /// One after the other, each into the base, from the lowest on; the tops stay as they are.
    private static void commitEach(List<Path> layers) throws IOException {
        var base = layers.getFirst();
        for (int i = 1; i < layers.size(); i++) {
            BenchImages.commit(base, layers.get(i));
        }
        Program.sync(base);
    }

    private static void commitAll(List<Path> layers) throws IOException {
        Commit.run(layers.getLast(), ImageFormat.QCOW2, layers.getFirst(), CopyProgress.ignored());
    }
}
