package dev.varve.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Makes files and names survive a crash.
final class Durable {
    private Durable() {}

    /// Returns when the file's contents and size are on stable storage.
    static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Returns when names that were made or removed beside `file` are on stable storage.
    static void syncDirectoryOf(Path file) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            sync(directory);
        }
    }
}
