package dev.varve.bench;

import dev.varve.image.CheapestCommit;
import dev.varve.image.CopyProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A whole process that commits an overlay into its base and removes it, as the delete of a snapshot does.
public final class MergeProcess {
    private MergeProcess() {}

    /// The overlay, and its base.
    public static void main(String[] arguments) throws IOException {
        var top = Path.of(arguments[0]);
        var base = Path.of(arguments[1]);
        var _ = CheapestCommit.of(top, base, "bench").run(CopyProgress.ignored());
        Files.delete(top);
    }
}
