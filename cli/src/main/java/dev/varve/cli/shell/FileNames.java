package dev.varve.cli.shell;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files that a name may become.
final class FileNames {
    private FileNames() {}

    /// {@return them as they would be typed; a directory has a slash at its end}
    ///
    /// @param typed what there is of the name
    static List<String> of(String typed) {
        int slash = typed.lastIndexOf('/') + 1;
        var directory = typed.substring(0, slash);
        var hidden = typed.startsWith(".", slash);
        var names = new ArrayList<String>();
        try (var entries =
                Files.newDirectoryStream(Path.of(directory.isEmpty() ? "." : directory))) {
            for (var entry : entries) {
                var name = String.valueOf(entry.getFileName());
                if (hidden || !name.startsWith(".")) {
                    names.add(directory + name + (Files.isDirectory(entry) ? "/" : ""));
                }
            }
        } catch (IOException | DirectoryIteratorException | InvalidPathException _) {
            return List.of(); // Whoever opens it is told.
        }
        return names;
    }
}
