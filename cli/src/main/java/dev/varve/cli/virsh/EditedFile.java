package dev.varve.cli.virsh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A document in a temporary file, under the user's editor: `$VISUAL`, else `$EDITOR`, else `vi`.
/// Closing deletes the file.
record EditedFile(Path path, String editor) implements AutoCloseable {
    /// An editor of other characters is a command line for the shell.
    private static final Pattern PLAIN = Pattern.compile("[-a-zA-Z0-9/_.:@]*");

    private static final Pattern NEEDS_QUOTES =
            Pattern.compile("[\\r\\t\\n !\"#$&'()*;<>?\\[\\\\\\]^`{|}~]");

    /// Puts `document` into `$TMPDIR`, else `/tmp`.
    ///
    /// @throws EditorException if it can't be written
    static EditedFile of(String document, Map<String, String> environment) {
        var directory = Path.of(environment.getOrDefault("TMPDIR", "/tmp"));
        var editor =
                Optional.ofNullable(environment.get("VISUAL"))
                        .or(() -> Optional.ofNullable(environment.get("EDITOR")))
                        .orElse("vi");
        try {
            return new EditedFile(
                    Files.writeString(Files.createTempFile(directory, "virsh", ".xml"), document),
                    editor);
        } catch (IOException e) {
            throw new EditorException(
                    e,
                    "g_mkstemp_full: failed to create temporary file: "
                            + (Files.isDirectory(directory)
                                    ? DocumentFile.reason(e)
                                    : "No such file or directory"));
        }
    }

    /// Runs the editor to its end.
    ///
    /// @return what the file holds then
    /// @throws EditorException if the editor can't be started or fails, or the file is gone
    String edit() {
        var command =
                PLAIN.matcher(editor).matches()
                        ? List.of(editor, path.toString())
                        : List.of("sh", "-c", editor + " " + quoted(path.toString()));
        int exit = run(command);
        if (exit != 0) {
            throw new EditorException(
                    "internal error: Child process ("
                            + command.stream()
                                    .map(EditedFile::quoted)
                                    .collect(Collectors.joining(" "))
                            + ") unexpected exit status "
                            + exit);
        }
        return read();
    }

    private int run(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new EditorException(
                    e,
                    "Cannot find '" + command.getFirst() + "' in path: No such file or directory");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EditorException(e, "interrupted");
        }
    }

    private String read() {
        try {
            return DocumentFile.read(path);
        } catch (IOException e) {
            var why = DocumentFile.reason(e);
            throw new EditorException(
                    List.of(path + ": failed to read temporary file: " + why),
                    List.of("Failed to open file '" + path + "': " + why));
        }
    }

    private static String quoted(String word) {
        return !word.isEmpty() && !NEEDS_QUOTES.matcher(word).find()
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException _) {
            // It lies where such files are cleaned up.
        }
    }
}
