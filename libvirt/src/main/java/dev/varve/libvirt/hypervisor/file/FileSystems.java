package dev.varve.libvirt.hypervisor.file;

import dev.varve.core.model.Room;
import dev.varve.image.Growth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The file systems of the host.
public final class FileSystems {
    private FileSystems() {}

    /// {@return what the file system has left on which the file is or would be; empty where it can't be asked, and where
    /// copies may take no room}
    public static Optional<Room> room(Path file) {
        var directory = file.toAbsolutePath().resolveSibling("").normalize();
        try {
            if (Growth.isShared(directory)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Room(
                            directory,
                            (long) Files.getAttribute(directory, "unix:dev"),
                            Files.getFileStore(directory).getUsableSpace()));
        } catch (IOException _) {
            return Optional.empty(); // What can't be done there will be said by whoever does it.
        }
    }
}
