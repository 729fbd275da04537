package dev.varve.core.operation;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Journals as files `<id>.journal` of one directory. The directory has mode 0700 and the files
/// 0600: the documents in them may hold passwords.
public final class FileJournalStorage implements JournalStorage {
    private static final String SUFFIX = ".journal";
    private static final String RETIRED = ".abandoned";

    /// Far more than the plan with the most documents: what is larger is no journal.
    private static final long BYTES_MAX = 256L << 20;

    private final OwnDirectory directory;

    /// @param directory made when the first journal is
    public FileJournalStorage(Path directory) {
        this.directory = new OwnDirectory(directory);
    }

    @Override
    public void append(String id, byte[] line) {
        try {
            create(id);
            try (var file = new RandomAccessFile(file(id).toFile(), "rw")) {
                file.seek(endOfLastLine(file));
                file.setLength(file.getFilePointer());
                file.write(withLineFeed(line));
                file.getFD().sync();
            }
        } catch (IOException e) {
            throw new JournalException("cannot write the journal " + file(id) + whose(e), e);
        }
    }

    @Override
    public List<String> ids() {
        try (var files = Files.newDirectoryStream(directory.path(), "*" + SUFFIX)) {
            var ids = new ArrayList<String>();
            for (var file : files) {
                var name = String.valueOf(file.getFileName());
                ids.add(name.substring(0, name.length() - SUFFIX.length()));
            }
            ids.sort(null);
            return ids;
        } catch (NoSuchFileException _) {
            return List.of(); // None has been made yet.
        } catch (IOException e) {
            throw new JournalException(
                    "cannot list the journals in " + directory.path() + whose(e), e);
        }
    }

    @Override
    public List<byte[]> read(String id) {
        try {
            var file = file(id);
            if (!Files.isRegularFile(file) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new JournalException("the journal " + file + " is not a file");
            }
            if (Files.size(file) > BYTES_MAX) {
                throw new JournalException("the journal " + file + " is too large to be one");
            }
            return lines(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new JournalException("cannot read the journal " + file(id) + whose(e), e);
        }
    }

    @Override
    public void truncate(String id, int lines) {
        var found = read(id);
        if (found.size() <= lines) {
            return;
        }
        var length = found.stream().limit(lines).mapToLong(line -> line.length + 1L).sum();
        try (var file = new RandomAccessFile(file(id).toFile(), "rw")) {
            file.setLength(length);
            file.getFD().sync();
        } catch (IOException e) {
            throw new JournalException("cannot shorten the journal " + file(id), e);
        }
    }

    @Override
    public void remove(String id) {
        try {
            if (Files.deleteIfExists(file(id))) {
                directory.sync();
            }
        } catch (IOException e) {
            throw new JournalException("cannot remove the journal " + file(id), e);
        }
    }

    @Override
    public void retire(String id) {
        try {
            Files.move(file(id), retired(id), StandardCopyOption.ATOMIC_MOVE);
            directory.sync();
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException e) {
            throw new JournalException("cannot put the journal " + file(id) + " out of the way", e);
        }
    }

    /// A directory and a file can't take each other's place, and what keeps an operation from being given up must not
    /// be what was given up before.
    private Path retired(String id) {
        boolean whole = isDirectory(file(id));
        var file = directory.path().resolve(id + RETIRED);
        for (int number = 2; isDirectory(file) || (whole && exists(file)); number++) {
            file = directory.path().resolve(id + "." + number + RETIRED);
        }
        return file;
    }

    private static boolean isDirectory(Path file) {
        return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /// {@return what to do where it is another user who works on the connection's domains}
    static String whose(IOException e) {
        return e instanceof AccessDeniedException
                ? ": it belongs to another user; run Varve as that one, which is root for qemu:///system"
                : "";
    }

    private Path file(String id) {
        return directory.path().resolve(id + SUFFIX);
    }

    private void create(String id) throws IOException {
        if (Files.exists(file(id))) {
            return;
        }
        directory.make();
        try {
            Files.createFile(
                    file(id),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            return;
        }
        directory.sync();
    }

    /// What follows the last line feed was cut while it was written: the next line replaces it.
    private static long endOfLastLine(RandomAccessFile file) throws IOException {
        for (long at = file.length(); at > 0; at--) {
            file.seek(at - 1);
            if (file.read() == '\n') {
                return at;
            }
        }
        return 0;
    }

    private static byte[] withLineFeed(byte[] line) {
        var bytes = Arrays.copyOf(line, line.length + 1);
        bytes[line.length] = '\n';
        return bytes;
    }

    private static List<byte[]> lines(byte[] bytes) {
        var lines = new ArrayList<byte[]>();
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                lines.add(Arrays.copyOfRange(bytes, start, at));
                start = at + 1;
            }
        }
        return lines;
    }
}
