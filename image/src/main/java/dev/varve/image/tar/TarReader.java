package dev.varve.image.tar;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/// Reads a tar archive by position.
public final class TarReader {
    private TarReader() {}

    /// {@return the regular files of an archive; whatever else is in it is ignored}
    ///
    /// @throws FileSystemException for what isn't a tar archive, and for one that ends too early
    public static List<Member> members(Path file) throws IOException {
        try (var channel = FileChannel.open(file);
                var tar = new TarFile(new HeaderReads(channel, file.toString()))) {
            long size = channel.size();
            var members = new ArrayList<Member>();
            for (var entry : tar.getEntries()) {
                if (isFile(entry)) {
                    members.add(within(size, Member.of(entry, file.toString()), file));
                }
            }
            return members;
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Whatever the library makes of damage: it has read, and done nothing else.
            var why =
                    new FileSystemException(
                            file.toString(),
                            null,
                            "it is no tar archive, or is damaged: " + e.getMessage());
            why.initCause(e);
            throw why;
        }
    }

    private static boolean isFile(TarArchiveEntry entry) {
        return entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
    }

    private static Member within(long size, Member member, Path file) throws IOException {
        if (member.at() + member.map().data() > size) {
            throw new FileSystemException(file.toString(), null, "it ends too early");
        }
        return member;
    }

    /// {@return the contents of a member, holes as zeros}
    public static byte[] contents(FileChannel archive, Member member) throws IOException {
        return begin(archive, member, Math.toIntExact(member.map().length()));
    }

    /// {@return the first bytes of a member, holes as zeros; all of a shorter one}
    public static byte[] begin(FileChannel archive, Member member, int length) throws IOException {
        var contents = new byte[(int) Math.min(length, member.map().length())];
        long from = member.at();
        for (var range : member.map().ranges()) {
            int bytes = (int) Math.min(range.bytes(), Math.max(0, contents.length - range.at()));
            if (bytes > 0) {
                read(archive, ByteBuffer.wrap(contents, (int) range.at(), bytes), from);
            }
            from += range.bytes();
        }
        return contents;
    }

    /// Fills `into` with what the archive holds from `at` on.
    public static void read(FileChannel archive, ByteBuffer into, long at) throws IOException {
        long next = at;
        while (into.hasRemaining()) {
            int bytes = archive.read(into, next);
            if (bytes < 0) {
                throw new EOFException("the archive ends too early");
            }
            next += bytes;
        }
    }
}
