package dev.varve.libvirt.hypervisor.file;

import dev.varve.core.model.FileIdentity;
import dev.varve.core.model.Presence;
import dev.varve.core.model.WriteProtection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What this host's file system tells of a name. Java's `Files.exists` says no for whatever can't be
/// looked at.
public final class FilePresence {
    /// Changes with each run of the kernel.
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /// NAME_MAX of every file system of Linux that images lie on; a longer name can't be there.
    private static final int NAME_BYTES_MAX = 255;

    private FilePresence() {}

    public static Presence of(Path file) {
        try {
            return new Presence.There(identity(file), Files.isReadable(file));
        } catch (NoSuchFileException _) {
            return absent(file);
        } catch (IOException e) {
            return tooLong(file) ? absent(file) : new Presence.Unknown(Failures.reason(e));
        }
    }

    /// access(2) tells of rights, of file systems that are mounted read-only, and of files that nobody may change.
    public static Optional<WriteProtection> protection(Path file) {
        try {
            file.getFileSystem().provider().checkAccess(file, AccessMode.WRITE);
            return Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (AccessDeniedException _) {
            return Optional.of(new WriteProtection("permission denied", false));
        } catch (IOException e) {
            return Optional.of(new WriteProtection(reason(e), true));
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException file
                ? Optional.ofNullable(file.getReason()).orElseGet(() -> Failures.reason(e))
                : Failures.reason(e);
    }

    private static FileIdentity identity(Path file) throws IOException {
        Map<String, Object> numbers = Files.readAttributes(file, "unix:dev,ino");
        return new FileIdentity(
                ((Number) numbers.getOrDefault("dev", 0)).longValue(),
                ((Number) numbers.getOrDefault("ino", 0)).longValue(),
                boot());
    }

    private static String boot() throws IOException {
        return Files.exists(BOOT) ? Files.readString(BOOT).strip() : "";
    }

    /// The same answer is given for a name that isn't in its directory, for one whose directory isn't there,
    /// and for a link that leads nowhere.
    private static Presence absent(Path file) {
        var directory = Optional.ofNullable(file.getParent());
        if (directory.filter(Files::isDirectory).isEmpty()) {
            return new Presence.Unknown("its directory is not there");
        }
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? new Presence.Unknown("it is a link that leads nowhere")
                : new Presence.Absent();
    }

    private static boolean tooLong(Path file) {
        return Optional.ofNullable(file.getFileName())
                .filter(name ->
                        name.toString().getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX)
                .isPresent();
    }
}
