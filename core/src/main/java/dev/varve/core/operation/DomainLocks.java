package dev.varve.core.operation;

import dev.varve.core.model.DomainRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Set;

/// One lock per domain, as files `<uuid>.lock` of one directory. A lock excludes other processes
/// and other threads of this one, and it ends with the process that holds it. The file stays: it
/// names the process that held the lock last.
public final class DomainLocks {
    /// What came of asking for a lock.
    public sealed interface Attempt {
        /// The lock is held until it is closed.
        record Held(DomainLock lock) implements Attempt {}

        /// Somebody else holds it.
        ///
        /// @param holder the process, as far as it is known
        record Busy(OptionalLong holder) implements Attempt {}
    }

    private final Path directory;

    /// @param directory made when the first lock is
    public DomainLocks(Path directory) {
        this.directory = directory;
    }

    /// Asks for the lock of a domain, without waiting for it.
    ///
    /// @throws JournalException if the lock file can't be made or written
    public Attempt attempt(DomainRef domain) {
        var file = directory.resolve(domain.uuid() + ".lock");
        try {
            Files.createDirectories(directory, permissions("rwx------"));
            return attempt(file);
        } catch (IOException e) {
            throw new JournalException("cannot lock domain " + domain + " in " + directory, e);
        }
    }

    private static Attempt attempt(Path file) throws IOException {
        var channel = open(file);
        boolean held = false;
        try {
            held = lock(channel);
            return held
                    ? new Attempt.Held(new DomainLock(channel))
                    : new Attempt.Busy(holder(file));
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                permissions("rw-------"));
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() == null) {
                return false;
            }
        } catch (OverlappingFileLockException _) {
            return false;
        }
        name(channel);
        return true;
    }

    /// Written over what was there: some file systems put a file that was emptied on stable storage
    /// when it is closed, and a lock has no need of that.
    private static void name(FileChannel channel) throws IOException {
        var pid = ProcessHandle.current().pid() + "\n";
        int length = channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.truncate(length);
    }

    private static OptionalLong holder(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    private static java.nio.file.attribute.FileAttribute<?> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }
}
