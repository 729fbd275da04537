package dev.varve.core.operation;

import dev.varve.core.model.DomainRef;
import dev.varve.image.ExclusiveLock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;

/// One lock per domain, as files `<uuid>.lock` of one directory, and one for runs of policies. A lock excludes other processes
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
        return attempt(domain.uuid().toString(), "lock domain " + domain);
    }

    /// Asks for the lock of a run of policies, without waiting for it: it excludes other runs, and no operation.
    ///
    /// @throws JournalException if the lock file can't be made or written
    public Attempt attemptPolicies() {
        return attempt("policies", "lock the run of policies");
    }

    private Attempt attempt(String name, String what) {
        try {
            new OwnDirectory(directory).make();
            return attempt(directory.resolve(name + ".lock"));
        } catch (IOException e) {
            throw new JournalException(
                    "cannot " + what + " in " + directory + FileJournalStorage.whose(e), e);
        }
    }

    /// {@return whether somebody works on the domain at this moment} Whoever is about to begin is not disturbed.
    ///
    /// @throws JournalException if that can't be found out
    boolean isHeld(DomainRef domain) {
        var file = directory.resolve(domain.uuid() + ".lock");
        try {
            return Files.exists(file) && ExclusiveLock.isHeld(file);
        } catch (IOException e) {
            throw new JournalException("cannot tell whether domain " + domain + " is locked", e);
        }
    }

    private static Attempt attempt(Path file) throws IOException {
        make(file);
        var lock = ExclusiveLock.tryTake(file);
        if (lock.isEmpty()) {
            return new Attempt.Busy(holder(file));
        }
        boolean named = false;
        try {
            name(file);
            named = true;
            return new Attempt.Held(new DomainLock(lock.get()));
        } finally {
            if (!named) {
                lock.get().close();
            }
        }
    }

    private static void make(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createFile(file, permissions("rw-------"));
        } catch (FileAlreadyExistsException _) {
            return; // Another process was quicker.
        }
    }

    /// Written over what was there: some file systems put a file that was emptied on stable storage
    /// when it is closed, and a lock has no need of that.
    private static void name(Path file) throws IOException {
        var pid = ProcessHandle.current().pid() + "\n";
        try (var named = new RandomAccessFile(file.toFile(), "rw")) {
            named.write(pid.getBytes(StandardCharsets.US_ASCII));
            named.setLength(pid.length());
        }
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
