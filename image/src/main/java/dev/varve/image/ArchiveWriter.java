package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.tar.TarWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Writes files into a tar archive, their holes left out, that GNU tar and others can read. The archive
/// is written from its begin to its end, so it may be a pipe.
///
/// Until this is closed nobody can write to the files: each is locked as QEMU locks what it reads.
public final class ArchiveWriter implements Closeable {
    private final List<ImageLocks> locks = new ArrayList<>();
    private final Engine engine = Engine.ofHost();
    private final TarWriter tar;

    private ArchiveWriter(OutputStream out, Instant time) {
        this.tar = new TarWriter(out, time);
    }

    /// Begins an archive.
    ///
    /// @param files all that will be added
    /// @param time that all members get, to the second
    /// @throws ImageInUseException when a program has one of the files open for writing
    public static ArchiveWriter begin(OutputStream out, List<Path> files, Instant time)
            throws IOException {
        var writer = new ArchiveWriter(out, time);
        try {
            for (var file : files) {
                writer.locks.add(ImageLocks.toRead(file));
            }
            return writer;
        } catch (IOException | RuntimeException e) {
            writer.unlock();
            throw e;
        }
    }

    /// What is written into an archive.
    public interface Contents {
        /// Writes all of it.
        void write(OutputStream out) throws IOException;
    }

    /// Makes a file, readable by its owner alone, that has its name once it is whole and on stable storage.
    /// A crash leaves at most the partial file.
    ///
    /// @param partial its name until then, beside it; one that is there is taken for that of an attempt that
    ///     was killed
    /// @throws FileAlreadyExistsException for the file
    /// @throws NoSuchFileException for its directory
    public static void inFile(Path file, Path partial, Contents contents) throws IOException {
        var directory = file.toAbsolutePath().resolveSibling("").normalize();
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Files.deleteIfExists(partial);
        NewFile.make(
                file,
                partial,
                partial,
                () -> {
                    try (var out = Files.newOutputStream(partial)) {
                        contents.write(out);
                    }
                });
    }

    /// Adds a file.
    ///
    /// @param added is told of the bytes as they are added, holes apart
    /// @return the SHA-256 of what the archive holds of it, in hexadecimal digits: of the file itself if
    ///     it has no holes, else with the map of its ranges before it
    /// @throws InterruptedIOException when the thread was interrupted
    public String add(String member, Path file, LongConsumer added) throws IOException {
        try (var open = engine.open(file, ImageFile.Access.READ)) {
            return tar.add(member, open, added);
        }
    }

    /// Adds a file with these contents.
    ///
    /// @return their SHA-256, in hexadecimal digits
    public String add(String member, byte[] contents) throws IOException {
        return tar.add(member, contents);
    }

    /// Ends the archive.
    public void finish() throws IOException {
        tar.finish();
    }

    private void unlock() {
        locks.forEach(ImageLocks::close);
        locks.clear();
    }

    @Override
    public void close() throws IOException {
        unlock();
        tar.close();
    }
}
