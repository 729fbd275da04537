package dev.varve.image.failure;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// There is less space than something takes, or will take.
public final class NoSpaceException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /// While it was being written; what became of it is told by whoever throws this.
    ///
    /// @param file that could not be written
    /// @param reason in the system's words
    public NoSpaceException(Path file, String reason) {
        super(file.toString(), null, reason);
    }

    /// Before anything of it is written.
    ///
    /// @param directory where something was to be written
    /// @param needed bytes that it takes
    /// @param free bytes that there are
    public NoSpaceException(Path directory, long needed, long free) {
        super(
                directory.toString(),
                null,
                "%d MiB are missing: %d MiB are needed, and %d MiB are free"
                        .formatted(mebibytes(needed - free), mebibytes(needed), free >> 20));
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
