package dev.varve.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A file that is obeyed in the name of whoever runs Varve, which is root mostly: so nobody else may be able to put
/// something else there.
final class TrustedFile {
    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 022;

    private TrustedFile() {}

    /// {@return where it really is: a link on the way may be somebody else's, and lead elsewhere by the time it is used}
    ///
    /// @throws PolicyException where others can change it
    static Path real(Path file) {
        try {
            var real = file.toRealPath();
            flaw(real)
                    .ifPresent(flaw -> {
                        throw new PolicyException(file + ": " + flaw);
                    });
            return real;
        } catch (NoSuchFileException _) {
            throw new PolicyException(file + ": no such file");
        } catch (IOException _) {
            throw new PolicyException(file + ": it can't be read");
        }
    }

    private static Optional<String> flaw(Path real) throws IOException {
        int user = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        var flaw = flaw(real, user, false);
        for (var above = real.getParent();
                above != null && flaw.isEmpty();
                above = above.getParent()) {
            flaw = flaw(above, user, true);
        }
        return flaw;
    }

    /// In a directory such as /tmp others can make files, but not replace this one.
    private static Optional<String> flaw(Path path, int user, boolean directory)
            throws IOException {
        int owner = (int) Files.getAttribute(path, "unix:uid");
        int mode = (int) Files.getAttribute(path, "unix:mode");
        if (owner != 0 && owner != user) {
            return Optional.of(
                    "it can be changed by the owner of %s, who is neither root nor who runs varve;"
                                    .formatted(path)
                            + " give that to one of them");
        }
        if ((mode & OTHERS_WRITE) != 0 && !(directory && (mode & STICKY) != 0)) {
            return Optional.of(
                    "others than its owner can change %s; run \"chmod go-w %s\""
                            .formatted(path, path));
        }
        return Optional.empty();
    }
}
