package dev.varve.image;

import dev.varve.image.posix.AccessList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// A small file that another program writes in place or anew: the variables of a firmware, the state of
/// a TPM. A symbolic link is none, wherever it leads.
public final class StateFile {
    /// More than any of them has. A larger file is refused, so that nobody makes us read for ever.
    public static final long BYTES_MAX = 64L << 20;

    /// Nobody writes that often for long.
    private static final int ATTEMPTS = 1000;

    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.of(
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private StateFile() {}

    /// Reads the file as it is at one moment, although somebody may be writing it: until two readings
    /// in a row are the same. What both found had these contents between the two, unless somebody
    /// changed it and changed it back.
    ///
    /// @throws NoSuchFileException when nothing has that name
    /// @throws FileSystemException for what isn't a regular file, is too large, or changes all the time
    public static byte[] read(Path file) throws IOException {
        var before = readOnce(file);
        for (int i = 0; i < ATTEMPTS; i++) {
            var now = readOnce(file);
            if (Arrays.equals(before, now)) {
                return now;
            }
            before = now;
        }
        throw new FileSystemException(file.toString(), null, "it changes all the time");
    }

    private static byte[] readOnce(Path file) throws IOException {
        requireRegular(file);
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > BYTES_MAX) {
                throw new FileSystemException(
                        file.toString(), null, "it is larger than " + (BYTES_MAX >> 20) + " MiB");
            }
            var contents = ByteBuffer.allocate((int) channel.size());
            while (contents.hasRemaining() && channel.read(contents) >= 0) {}
            return Arrays.copyOf(contents.array(), contents.position());
        }
    }

    private static void requireRegular(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(file.toString(), null, "it is not a regular file");
        }
    }

    /// Makes a file with these contents. It is there as a whole or not at all, and on stable storage when this returns.
    ///
    /// @param like whose mode and access control list it gets, without any rights of all others, for it may lie in a directory
    ///     that they can search; and owner and group, where the process may give it away
    /// @param tag what tells this attempt's partial file from another's
    /// @throws FileAlreadyExistsException if something has that name
    public static void create(Path target, Path like, byte[] contents, String tag)
            throws IOException {
        var partial = PartialName.of(target, tag);
        Files.deleteIfExists(partial); // Of an attempt that was cut.
        NewFile.make(
                target,
                partial,
                like,
                () -> {
                    Files.write(partial, contents);
                    var permissions = Files.getPosixFilePermissions(like);
                    permissions.removeAll(OF_OTHERS);
                    Files.setPosixFilePermissions(partial, permissions);
                    AccessList.copyOfImage(like, partial);
                });
    }

    /// Puts a file with these contents in the place of the target, with its owner, group, mode and access control list; of a
    /// target that isn't there, with those of `like`. Old or new, there is a whole file
    /// at every moment, the new one when this returns.
    public static void replace(Path target, Path like, byte[] contents, String tag)
            throws IOException {
        var partial = PartialName.of(target, tag);
        Files.deleteIfExists(partial);
        boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (there) {
            requireRegular(target);
        }
        var other = there ? target : like;
        NewFile.replace(
                target,
                partial,
                other,
                () -> {
                    Files.write(partial, contents);
                    Files.setPosixFilePermissions(partial, Files.getPosixFilePermissions(other));
                    AccessList.copy(other, partial);
                });
    }
}
