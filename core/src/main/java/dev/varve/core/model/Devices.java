package dev.varve.core.model;

import java.nio.file.Path;

/// The directories where Linux has its devices. What is made there as a file lies in memory, and is gone
/// with the next boot (kernel: Documentation/filesystems/devtmpfs, and tmpfs for `/dev/shm`, which
/// programs use for files on purpose).
public final class Devices {
    private static final Path DIRECTORY = Path.of("/dev");
    private static final Path FILES = Path.of("/dev/shm");

    private Devices() {}

    /// {@return whether what has that name is a device, or lies among devices}
    ///
    /// @param path absolute, symbolic links resolved
    public static boolean hold(Path path) {
        var plain = path.normalize();
        return plain.startsWith(DIRECTORY) && !plain.startsWith(FILES);
    }
}
