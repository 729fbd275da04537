package dev.varve.image;

import dev.varve.image.failure.NoSpaceException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.tar.Member;
import dev.varve.image.tar.TarReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// Takes a file out of an archive; holes are holes again.
///
/// A crash leaves at most the partial file; the file's name never stands for half a file, nor for one
/// whose digest is another.
public final class Unpack {
    private static final int PIECE = 1 << 20;

    /// Where a qcow2 header says how large its clusters are, and what that may be (2^9 to 2^21 bytes).
    private static final int CLUSTER_BITS = 20;

    private static final int CLUSTER_BITS_MIN = 9;
    private static final int CLUSTER_BITS_MAX = 21;

    private final Path archive;
    private final Member member;

    private Unpack(Path archive, Member member) {
        this.archive = archive;
        this.member = member;
    }

    /// What is to be taken out, and what it has to be.
    ///
    /// @param sha256 what [ArchiveWriter#add] said
    /// @param format of an image; empty for any other file
    /// @param backing what the image lies on here; empty for one that lies on nothing
    public record Request(
            Path archive,
            String member,
            String sha256,
            Optional<ImageFormat> format,
            Optional<FileCopy.NewBacking> backing) {}

    /// Makes the file, readable by its owner alone, with the owner and group of its directory.
    ///
    /// @param partial its name until it is whole, beside it
    /// @throws FileAlreadyExistsException for the file, or for the partial one
    /// @throws FileSystemException when the archive doesn't hold it, or holds something else, or an image
    ///     that lies on something else than it is said to
    /// @throws NoSpaceException when it doesn't fit into the directory
    /// @throws InterruptedIOException when the thread was interrupted
    public static void create(Request request, Path file, Path partial, CopyProgress progress)
            throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        var unpack = new Unpack(request.archive(), find(request));
        NewFile.make(
                file,
                partial,
                file.toAbsolutePath().resolveSibling(""),
                () -> {
                    unpack.fill(request, partial, progress);
                    unpack.requireAsStated(request, partial);
                    if (request.backing().isPresent()) {
                        var below = request.backing().get();
                        ChangeBacking.to(partial, below.path().toString(), below.format());
                    }
                });
    }

    private static Member find(Request request) throws IOException {
        return Archive.open(request.archive())
                .find(request.member())
                .orElseThrow(() ->
                        new FileSystemException(
                                request.archive().toString(),
                                null,
                                "it has no member " + request.member()));
    }

    /// {@return whether the file holds what the member does, but for the first cluster of a qcow2 image that
    /// lies on another one: its header names where that is now}
    public static boolean isOf(Request request, Path file) throws IOException {
        return new Unpack(request.archive(), find(request)).isIn(file, changed(request));
    }

    /// {@return how many bytes at the begin are others than the member's}
    private static long changed(Request request) throws IOException {
        if (request.backing().isEmpty() || !isQcow2(request)) {
            return 0;
        }
        var header =
                Archive.open(request.archive())
                        .begin(request.member(), CLUSTER_BITS + Integer.BYTES)
                        .filter(begin -> begin.length == CLUSTER_BITS + Integer.BYTES)
                        .map(ByteBuffer::wrap);
        int bits = header.map(begin -> begin.getInt(CLUSTER_BITS)).orElse(0);
        return bits < CLUSTER_BITS_MIN || bits > CLUSTER_BITS_MAX ? 0 : 1L << bits;
    }

    private static boolean isQcow2(Request request) {
        return request.format().equals(Optional.of(ImageFormat.QCOW2));
    }

    private void fill(Request request, Path partial, CopyProgress progress) throws IOException {
        requireSpace(partial);
        var map = member.map();
        var digest = map.digest();
        try (var from = FileChannel.open(archive);
                var to = Engine.ofHost().open(partial, ImageFile.Access.READ_WRITE)) {
            to.setLength(map.length());
            eachPiece(
                    from,
                    (at, bytes) -> {
                        digest.update(bytes.duplicate());
                        to.write(at, MemorySegment.ofBuffer(bytes));
                    },
                    progress);
            to.sync();
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(request.sha256())) {
            throw wrong("it is damaged: its SHA-256 is another");
        }
    }

    private FileSystemException wrong(String why) {
        return new FileSystemException(
                archive.toString(), null, "member " + member.name() + ": " + why);
    }

    private interface Piece {
        void take(long at, ByteBuffer bytes) throws IOException;
    }

    private void eachPiece(FileChannel from, Piece piece, CopyProgress progress)
            throws IOException {
        var buffer = ByteBuffer.allocateDirect(PIECE);
        long source = member.at();
        long total = Math.max(1, member.map().data());
        for (var range : member.map().ranges()) {
            for (long done = 0; done < range.bytes(); done += PIECE) {
                buffer.clear().limit((int) Math.min(PIECE, range.bytes() - done));
                int length = buffer.remaining();
                TarReader.read(from, buffer, source);
                piece.take(range.at() + done, buffer.flip());
                source += length;
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("cancelled");
                }
                progress.at(100.0 * (source - member.at()) / total);
            }
        }
    }

    private void requireSpace(Path partial) throws IOException {
        long needed = member.map().data();
        long free = Files.getFileStore(partial).getUsableSpace();
        if (needed > free) {
            throw new NoSpaceException(
                    partial.toAbsolutePath().resolveSibling("").normalize(), needed, free);
        }
    }

    /// An image from elsewhere must not lead to files of this host that nobody meant.
    private void requireAsStated(Request request, Path partial) throws IOException {
        if (isQcow2(request)) {
            requireSound(Image.read(partial, ImageFormat.QCOW2), request.backing().isPresent());
        } else if (request.format().isEmpty() && Image.probe(partial)) {
            // The firmware's variables may be in a qcow2 image, which lies on nothing.
            requireSound(Image.read(partial, ImageFormat.QCOW2), /* backed= */ false);
        }
    }

    private void requireSound(ImageInfo info, boolean backed) throws IOException {
        if (info.dataFile().isPresent()) {
            throw wrong("it names an external data file");
        }
        if (info.encrypted()) {
            throw wrong("it is encrypted");
        }
        if (info.backing().isPresent() != backed) {
            throw wrong(
                    info.backing().isPresent()
                            ? "it names a backing file, and the archive says that it has none"
                            : "it names no backing file, and the archive says that it has one");
        }
    }

    private boolean isIn(Path file, long changed) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || Files.size(file) != member.map().length()) {
            return false;
        }
        var same = new boolean[] {true};
        try (var from = FileChannel.open(archive);
                var other = Engine.ofHost().open(file, ImageFile.Access.READ)) {
            var theirs = ByteBuffer.allocateDirect(PIECE);
            eachPiece(
                    from,
                    (at, ours) -> {
                        theirs.clear().limit(ours.remaining());
                        other.read(at, MemorySegment.ofBuffer(theirs));
                        same[0] &=
                                at + ours.remaining() <= changed
                                        || tail(changed - at, ours)
                                                .equals(tail(changed - at, theirs));
                    },
                    CopyProgress.ignored());
            return same[0] && holesAreZero(other, changed);
        }
    }

    private static ByteBuffer tail(long skipped, ByteBuffer piece) {
        int from = (int) Math.max(0, skipped);
        return piece.slice(from, piece.remaining() - from);
    }

    private boolean holesAreZero(ImageFile file, long changed) throws IOException {
        long end = changed;
        for (var range : member.map().ranges()) {
            if (!isZero(file, end, range.at())) {
                return false;
            }
            end = Math.max(changed, range.at() + range.bytes());
        }
        return true;
    }

    private static boolean isZero(ImageFile file, long from, long to) throws IOException {
        var read = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(PIECE));
        var zeros = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(PIECE));
        for (long at = file.nextData(from); at < to; at = file.nextData(at)) {
            int length = (int) Math.min(PIECE, to - at);
            var piece = read.asSlice(0, length);
            file.read(at, piece);
            if (piece.mismatch(zeros.asSlice(0, length)) >= 0) {
                return false;
            }
            at += length;
        }
        return true;
    }
}
