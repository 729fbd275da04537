package dev.varve.image;

import dev.varve.image.tar.Member;
import dev.varve.image.tar.TarReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A tar archive with files of a host, whoever made it.
///
/// @see ArchiveWriter
public final class Archive {
    private final Path file;
    private final List<Member> members;

    private Archive(Path file, List<Member> members) {
        this.file = file;
        this.members = members;
    }

    /// Reads which members there are.
    ///
    /// @throws NoSuchFileException when nothing has that name
    /// @throws FileSystemException for what isn't a tar archive, and for one that ends too early
    public static Archive open(Path file) throws IOException {
        return new Archive(file, TarReader.members(file));
    }

    /// {@return the contents of a small member; empty where there is none of that name}
    ///
    /// @param most the bytes that it may have
    /// @throws FileSystemException for a member that is larger
    public Optional<byte[]> contents(String member, int most) throws IOException {
        var found = find(member);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get().map().length() > most) {
            throw new FileSystemException(
                    file.toString(), null, "member " + member + " is larger than " + most);
        }
        try (var channel = FileChannel.open(file)) {
            return Optional.of(TarReader.contents(channel, found.get()));
        }
    }

    /// {@return the first bytes of a member, or all of a shorter one; empty where there is none of that name}
    ///
    /// @param length how many
    public Optional<byte[]> begin(String member, int length) throws IOException {
        var found = find(member);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (var channel = FileChannel.open(file)) {
            return Optional.of(TarReader.begin(channel, found.get(), length));
        }
    }

    /// {@return how many bytes of a file the archive holds, holes apart; empty where it isn't there}
    public Optional<Long> data(String member) {
        return find(member).map(found -> found.map().data());
    }

    Optional<Member> find(String member) {
        return members.stream().filter(each -> each.name().equals(member)).findFirst();
    }
}
