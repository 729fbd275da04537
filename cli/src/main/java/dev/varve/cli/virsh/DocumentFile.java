package dev.varve.cli.virsh;

import dev.varve.cli.session.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A file with an XML document, which the user names; `-` is standard input.
final class DocumentFile {
    private static final String STDIN = "-";

    /// virsh reads no more than that either: a device may have no end.
    private static final int BYTES_MAX = 10 << 20;

    private DocumentFile() {}

    /// {@return its text}
    ///
    /// @throws CommandFailure in virsh's words where it can't be read
    static String read(String file) {
        try {
            return file.equals(STDIN) ? text(System.in) : read(Path.of(file));
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new CommandFailure("Failed to open file '" + file + "': " + reason(e));
        } catch (IOException e) {
            throw new CommandFailure("Failed to read file '" + file + "': " + reason(e));
        }
    }

    /// {@return its text}
    ///
    /// @throws IOException where it can't be read: [#reason] tells why
    static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return text(in);
        }
    }

    private static String text(InputStream in) throws IOException {
        var bytes = in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw new IOException("Value too large for defined data type");
        }
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    /// {@return why a file can't be read, without its name}
    static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case CharacterCodingException _ -> "it isn't text in UTF-8";
            case FileSystemException of ->
                    Optional.ofNullable(of.getReason()).orElseGet(of::toString);
            default -> String.valueOf(failure.getMessage());
        };
    }
}
