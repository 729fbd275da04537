package dev.varve.cli.virsh;

import dev.varve.cli.session.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file with an XML document, which the user names; `-` is standard input.
final class DocumentFile {
    private static final String STDIN = "-";

    private DocumentFile() {}

    /// {@return its text}
    ///
    /// @throws CommandFailure in virsh's words where it can't be read
    static String read(String file) {
        try {
            if (file.equals(STDIN)) {
                return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            }
            return Files.readString(Path.of(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            throw new CommandFailure(
                    "Failed to open file '" + file + "': No such file or directory");
        } catch (IOException e) {
            throw new CommandFailure("Failed to read file '" + file + "': " + e.getMessage());
        }
    }
}
