package dev.varve.core.operation;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// A directory of Varve's own, with mode 0700.
record OwnDirectory(Path path) {
    /// Makes it where it isn't there, and what it lies in; when this returns, every directory that was made is on
    /// stable storage.
    void make() throws IOException {
        make(path.toAbsolutePath().normalize());
    }

    private static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        var parent = Optional.ofNullable(directory.getParent());
        if (parent.isPresent()) {
            make(parent.get());
        }
        try {
            Files.createDirectory(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        if (parent.isPresent()) {
            new OwnDirectory(parent.get()).sync();
        }
    }

    /// Puts what was made, renamed and removed in it on stable storage.
    ///
    /// A thread that was interrupted must still close its journal, and an interrupt closes a channel: so it is
    /// put aside until the directory is on stable storage.
    void sync() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
