package dev.varve.cli.command;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.svg.MapPicture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/// A picture in a file that a user names. One that is there is replaced by a newer one; anything else that
/// has the name stays, for it may be a disk.
///
/// @param path absolute
record PictureFile(Path path) {
    /// The mark stands behind XML's own first line.
    private static final int BEGINNING = 128;

    /// Writes the picture. The name leads to a whole one at any time.
    ///
    /// @throws CommandFailure if something else has the name, or it can't be written
    void write(String picture) {
        try {
            refuseOther();
            var partial = path.resolveSibling("." + UUID.randomUUID() + ".partial");
            Files.createFile(partial);
            try {
                Files.writeString(partial, picture);
                Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw failure(ExitCode.FAILED, reason(e));
        }
    }

    private void refuseOther() throws IOException {
        if (Files.exists(path) && !(Files.isRegularFile(path) && isPicture())) {
            throw failure(
                    ExitCode.REFUSED,
                    "it is there and is no picture of varve's; choose another name, or remove it");
        }
    }

    private boolean isPicture() throws IOException {
        try (var in = Files.newInputStream(path)) {
            var beginning = new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1);
            return beginning.startsWith("<?xml ")
                    && beginning.contains("<!--" + MapPicture.MARK + "-->");
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "there is no such directory"
                : String.valueOf(e.getMessage());
    }

    private CommandFailure failure(ExitCode code, String why) {
        return new CommandFailure(code, "cannot write the picture to " + path + ": " + why);
    }
}
