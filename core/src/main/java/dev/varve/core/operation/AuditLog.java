package dev.varve.core.operation;

import dev.varve.image.ExclusiveLock;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What was done to the domains of a host, one line each: `audit.log` in Varve's directory, and beside it those that
/// were full, `audit.log.1` to `audit.log.5`, the newest first.
///
/// Safe for use by many threads and processes.
public final class AuditLog {
    private static final String NAME = "audit.log";
    private static final long BYTES_MAX = 10L << 20;
    private static final int FULL_MAX = 5;
    private static final int LINE_MAX = 256 << 10;

    /// Far longer than anybody holds the lock who isn't stopped.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Path directory;
    private final Path locks;
    private final long bytesMax;
    private final Duration patience;

    /// @param directory where the log is, or will be
    /// @param locks where lock files are
    public AuditLog(Path directory, Path locks) {
        this(directory, locks, BYTES_MAX, PATIENCE);
    }

    /// @param bytesMax how large the file gets before another is begun
    /// @param patience how long to wait for the lock
    AuditLog(Path directory, Path locks, long bytesMax, Duration patience) {
        this.directory = directory;
        this.locks = locks;
        this.bytesMax = bytesMax;
        this.patience = patience;
    }

    /// {@return the file that is written}
    public Path file() {
        return directory.resolve(NAME);
    }

    /// {@return whether there is a directory for it already}
    public boolean isPlaced() {
        return Files.isDirectory(directory);
    }

    /// Appends a line; when this returns, it is on stable storage. Whoever is stopped with the lock in his hand stops
    /// nobody: then the line is appended without it, and no further file is begun.
    ///
    /// @return why it could not be; empty where it is there
    public Optional<String> append(AuditEntry entry) {
        try {
            appendLine(entry);
            return Optional.empty();
        } catch (FileSystemException e) {
            return Optional.of(reason(e));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static String reason(FileSystemException e) {
        var why =
                switch (e) {
                    case AccessDeniedException _ -> "permission denied";
                    case NoSuchFileException _ -> "no such file or directory";
                    default -> String.valueOf(e.getReason());
                };
        return e.getFile() + ": " + why;
    }

    private void appendLine(AuditEntry entry) throws IOException {
        new OwnDirectory(locks).make();
        var lock = lock();
        try (var _ = lock.<Closeable>map(held -> held).orElse(() -> {})) {
            var line = AuditText.of(entry);
            if (lock.isPresent()) {
                rotate(line.length);
            }
            write(line, lock.isPresent());
        }
    }

    /// Without the lock what is last in the file may be half of what another is writing, so it isn't looked at: a line too
    /// many is empty, and nothing.
    private void write(byte[] line, boolean alone) throws IOException {
        create(file());
        boolean torn = !alone || isTorn();
        try (var out = new FileOutputStream(file().toFile(), /* append= */ true)) {
            out.write(torn ? afterLineFeed(line) : line);
            out.getFD().sync();
        }
    }

    /// A pipe or a device would be waited for.
    private static void create(Path file) throws IOException {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-r-----")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("it is not a file", e);
            }
        }
    }

    /// {@return whether the last line was cut while it was written, as on a full disk}
    private boolean isTorn() throws IOException {
        try (var file = new RandomAccessFile(file().toFile(), "r")) {
            long length = file.length();
            if (length == 0) {
                return false;
            }
            file.seek(length - 1);
            return file.read() != '\n';
        }
    }

    private static byte[] afterLineFeed(byte[] line) {
        var all = new byte[line.length + 1];
        all[0] = '\n';
        System.arraycopy(line, 0, all, 1, line.length);
        return all;
    }

    private void rotate(int more) throws IOException {
        try {
            if (Files.size(file()) + more <= bytesMax) {
                return;
            }
        } catch (NoSuchFileException _) {
            return;
        }
        for (int number = FULL_MAX; number > 1; number--) {
            move(full(number - 1), full(number));
        }
        move(file(), full(1));
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path full(int number) {
        return directory.resolve(NAME + "." + number);
    }

    /// An interrupt of the thread is for what it was doing, and stays for that.
    private Optional<ExclusiveLock> lock() throws IOException {
        var file = locks.resolve("audit.lock");
        create(file);
        long begun = System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                var lock = ExclusiveLock.tryTake(file);
                if (lock.isPresent() || System.nanoTime() - begun > patience.toNanos()) {
                    return lock;
                }
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Reads all that is there, the oldest first.
    ///
    /// @param each told of each entry
    /// @return how many lines are none
    public int read(Consumer<AuditEntry> each) throws IOException {
        int foreign = 0;
        for (var file : opened()) {
            try (file) {
                foreign += read(file, each);
            }
        }
        return foreign;
    }

    /// All are opened before another is begun, so that none is read twice or missed.
    private List<InputStream> opened() throws IOException {
        if (!isPlaced()) {
            return List.of();
        }
        var opened = new ArrayList<InputStream>();
        try (var _ = readersLock().<Closeable>map(held -> held).orElse(() -> {})) {
            for (int number = FULL_MAX; number >= 0; number--) {
                var file = number == 0 ? file() : full(number);
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    opened.add(new BufferedInputStream(Files.newInputStream(file)));
                }
            }
            return opened;
        } catch (IOException e) {
            for (var file : opened) {
                file.close();
            }
            throw e;
        }
    }

    /// Who may only read has no lock, and reads what there is.
    private Optional<ExclusiveLock> readersLock() {
        try {
            return lock();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static int read(InputStream in, Consumer<AuditEntry> each) throws IOException {
        int foreign = 0;
        var line = new ByteArrayOutputStream();
        boolean tooLong = false;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                tooLong |= line.size() >= LINE_MAX;
                if (!tooLong) {
                    line.write(next);
                }
                continue;
            }
            foreign += line.size() == 0 || told(line, tooLong, each) ? 0 : 1;
            line.reset();
            tooLong = false;
        }
        return foreign + (line.size() == 0 || told(line, tooLong, each) ? 0 : 1);
    }

    private static boolean told(
            ByteArrayOutputStream line, boolean tooLong, Consumer<AuditEntry> each) {
        var entry = tooLong ? Optional.<AuditEntry>empty() : AuditText.read(line.toByteArray());
        entry.ifPresent(each);
        return entry.isPresent();
    }
}
