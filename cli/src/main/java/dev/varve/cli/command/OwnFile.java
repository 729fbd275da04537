package dev.varve.cli.command;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/// A file in which a command writes what it found, under a name that a user gives. An older one is replaced; anything
/// else that has the name stays, for it may be a disk.
///
/// @param path absolute
/// @param what the file is, for messages: `the picture`
/// @param isOurs whether a file that begins so is an older one
record OwnFile(Path path, String what, Predicate<String> isOurs) {
    /// Whatever tells it stands within so many bytes.
    private static final int BEGINNING = 128;

    /// {@return the file of that name}
    ///
    /// @throws CommandFailure for what can't be a name
    static OwnFile of(String name, String what, Predicate<String> isOurs) {
        try {
            return new OwnFile(Path.of(name).toAbsolutePath(), what, isOurs);
        } catch (InvalidPathException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "cannot write " + what + " to " + name + ": " + e.getReason());
        }
    }

    /// Writes the text, for everybody to read. The name leads to a whole one at any time.
    ///
    /// @throws CommandFailure if something else has the name, or it can't be written
    void write(String text) {
        try {
            refuseOther();
            // A link to an older one stays a link.
            var file = Files.exists(path) ? path.toRealPath() : path;
            var partial = file.resolveSibling("." + UUID.randomUUID() + ".partial");
            Files.createFile(partial);
            try {
                Files.writeString(partial, text);
                Files.setPosixFilePermissions(
                        partial, PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw failure(
                    e instanceof NoSuchFileException ? ExitCode.NOT_FOUND : ExitCode.FAILED,
                    reason(e));
        }
    }

    private void refuseOther() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && !(Files.isRegularFile(path) && isOlder())) {
            throw failure(
                    ExitCode.REFUSED,
                    "it is there, and varve didn't write it; choose another name, or remove it");
        }
    }

    private boolean isOlder() throws IOException {
        try (var in = Files.newInputStream(path)) {
            return isOurs.test(new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException failure ->
                    Optional.ofNullable(failure.getReason()).orElseGet(failure::toString);
            default -> String.valueOf(e.getMessage());
        };
    }

    private CommandFailure failure(ExitCode code, String why) {
        return new CommandFailure(code, "cannot write " + what + " to " + path + ": " + why);
    }
}
