package dev.varve.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// How an operation changes the names of files, each for good: after a crash, too.
interface FileNames {
    /// Gives a file another name.
    void link(Path name, Path file) throws IOException;

    /// Renames a file; whatever had the new name loses it at the same moment.
    void move(Path from, Path to) throws IOException;

    /// Removes a name, if it is there. Need not survive a crash.
    void remove(Path name) throws IOException;

    /// {@return the names of this host}
    static FileNames ofHost() {
        return new FileNames() {
            @Override
            public void link(Path name, Path file) throws IOException {
                Files.createLink(name, file);
                Durable.syncDirectoryOf(name);
            }

            @Override
            public void move(Path from, Path to) throws IOException {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                Durable.syncDirectoryOf(to);
            }

            @Override
            public void remove(Path name) throws IOException {
                Files.deleteIfExists(name);
            }
        };
    }
}
