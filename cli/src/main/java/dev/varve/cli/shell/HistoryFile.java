package dev.varve.cli.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/// Where the lines are kept that were typed, for the user alone: `$XDG_CACHE_HOME/varve/history`, else in `~/.cache`.
final class HistoryFile {
    private HistoryFile() {}

    /// {@return the file, which is there then; empty where there can't be one}
    static Optional<Path> in(Map<String, String> environment) {
        return directory(environment).flatMap(HistoryFile::made);
    }

    private static Optional<Path> directory(Map<String, String> environment) {
        return absolute(environment, "XDG_CACHE_HOME")
                .or(() -> absolute(environment, "HOME").map(home -> home.resolve(".cache")))
                .map(caches -> caches.resolve("varve"));
    }

    private static Optional<Path> absolute(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(Path::of).filter(Path::isAbsolute);
    }

    private static Optional<Path> made(Path directory) {
        var file = directory.resolve("history");
        try {
            Files.createDirectories(directory);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            return Optional.of(file);
        } catch (FileAlreadyExistsException _) {
            return Optional.of(file).filter(Files::isRegularFile).filter(Files::isWritable);
        } catch (IOException _) {
            return Optional.empty(); // A shell without yesterday's lines is a shell as well.
        }
    }
}
