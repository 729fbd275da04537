package dev.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Deletes of an overlay as whole processes, Java's start included: the merge, and the removal of what isn't
/// needed any more, which both have to do. Half the data of [MergeComparisons], over eight times as much.
final class ProcessComparisons {
    private static final int TIMES = 8;

    private final String fileSystem;
    private final Path directory;
    private final int mebibytes;
    private final String only;

    ProcessComparisons(String fileSystem, Path directory, int mebibytes, String only) {
        this.fileSystem = fileSystem;
        this.directory = directory;
        this.mebibytes = mebibytes / 2;
        this.only = only;
    }

    void run() throws IOException {
        compare("process, overwritten clusters", Clusters.OVERWRITTEN, mebibytes);
        compare("process, new clusters", Clusters.NEW, mebibytes);
        compare("process, new clusters on little", Clusters.NEW, mebibytes / 16);
        compare("process, random clusters", Clusters.RANDOM, mebibytes);
        compare("process, 1 MiB", Clusters.OVERWRITTEN, 1);
    }

    /// @param held the MiB that the base holds
    private void compare(String name, Clusters clusters, int held) throws IOException {
        if (!name.contains(only) && !fileSystem.contains(only)) {
            return;
        }
        int size = name.endsWith("1 MiB") ? 1 : mebibytes;
        var base = directory.resolve("base");
        var top = directory.resolve("top");
        BenchImages.makeBase(base, TIMES * mebibytes, held);
        BenchImages.makeOverlay(top, base, clusters.writes(TIMES * mebibytes, size, 2));
        var saved = List.of(save(base), save(top));
        var cache = train(saved, base, top);
        new TimedComparison(fileSystem, name)
                .run(
                        () -> restore(saved, base, top),
                        () -> qemuImg(base, top),
                        () -> Program.run(process(base, top, "-XX:AOTCache=" + cache)));
        for (var file : List.of(base, top, saved.get(0), saved.get(1), cache)) {
            Files.deleteIfExists(file);
        }
    }

    private static Path save(Path image) throws IOException {
        var saved = image.resolveSibling(image.getFileName() + ".saved");
        BenchImages.copy(image, saved);
        return saved;
    }

    private static void restore(List<Path> saved, Path base, Path top) throws IOException {
        BenchImages.copy(saved.get(0), base);
        BenchImages.copy(saved.get(1), top);
        Program.run("dd", "if=" + top, "of=/dev/null", "bs=1M", "status=none");
        Program.run("dd", "if=" + base, "of=/dev/null", "bs=1M", "status=none");
    }

    /// What a package has made at its installation.
    private Path train(List<Path> saved, Path base, Path top) throws IOException {
        restore(saved, base, top);
        var cache = directory.resolve("bench.aot");
        Program.run(process(base, top, "-XX:AOTCacheOutput=" + cache));
        return cache;
    }

    /// The flags are those of `varve`.
    private static String[] process(Path base, Path top, String cache) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        cache,
                        "-Xlog:disable",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MergeProcess.class.getName(),
                        top.toString(),
                        base.toString()));
        return line.toArray(String[]::new);
    }

    private static void qemuImg(Path base, Path top) throws IOException {
        BenchImages.commit(base, top);
        Program.sync(base);
        Files.delete(top);
    }
}
