package dev.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The comparisons, one after the other.
public final class Bench {
    private Bench() {}

    /// Where and what, as `bench/run` says, which also removes what is left in the directory.
    public static void main(String[] arguments) throws IOException {
        var only = "";
        int mebibytes = 1024;
        var directory = Path.of(".");
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--only" -> only = arguments[++i];
                case "--size" -> mebibytes = Integer.parseInt(arguments[++i]);
                default -> directory = Path.of(arguments[i]);
            }
        }
        TimedComparison.printHead();
        run(directory, only, mebibytes);
    }

    private static void run(Path place, String only, int mebibytes) throws IOException {
        var root = Files.createDirectory(place.resolve("root"));
        var name = Files.getFileStore(root).type();
        new MergeComparisons(name, root, mebibytes, only).run();
        new ProcessComparisons(name, root, mebibytes, only).run();
        new ReadComparisons(name, root, only).run();
        for (var type : new String[] {"xfs", "btrfs"}) {
            try (var loop = LoopFileSystem.make(place, type)) {
                new MergeComparisons(type, loop.path(), mebibytes, only).run();
            } catch (IOException e) {
                System.out.printf("%-6s can't be made here: %s%n", type, e.getMessage());
            }
        }
    }
}
