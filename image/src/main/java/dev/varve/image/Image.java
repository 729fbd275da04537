package dev.varve.image;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.FileStatus;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.qcow2.ActiveTables;
import dev.varve.image.qcow2.HeaderReader;
import dev.varve.image.qcow2.meta.CryptMethod;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// One image at a time: what it says of itself, what it holds, and its removal.
public final class Image {
    private static final int NAME_MAX = 255;
    private static final String DATA_FILE_NOT_NAMED = "an external data file without a name";

    private Image() {}

    /// Reads what the image says of itself, as the format that the caller knows it to have. Nothing
    /// is probed: a raw image that begins with a qcow2 header is a raw image.
    ///
    /// @throws NoSuchFileException when nothing has that name
    /// @throws CorruptImageException when the image contradicts its format
    /// @throws UnsupportedImageException for other formats, unknown incompatible features, and
    ///     whatever is neither a regular file nor a block device
    public static ImageInfo read(Path path, ImageFormat format) throws IOException {
        var status = statusOfImage(path);
        return switch (format) {
            case QCOW2 -> {
                try (var file = Engine.ofHost().open(path, ImageFile.Access.READ)) {
                    yield readQcow2(path, file, status.allocatedBytes());
                }
            }
            case RAW -> readRaw(path, status);
            case QCOW, QED, VMDK, VDI, VPC, VHDX, LUKS, OTHER ->
                    throw new UnsupportedImageException(path, "qcow2 or raw", format.formatName());
        };
    }

    static FileStatus statusOfImage(Path path) throws IOException {
        var status = FileStatus.of(path);
        if (status.type() == FileStatus.Type.OTHER) {
            throw new UnsupportedImageException(
                    path, "a regular file or a block device", "something else");
        }
        return status;
    }

    static ImageInfo readQcow2(Path path, ImageFile file, long allocatedBytes) throws IOException {
        var header = HeaderReader.read(file);
        return new ImageInfo(
                path,
                ImageFormat.QCOW2,
                header.virtualSize(),
                allocatedBytes,
                backing(path, header),
                dataFile(path, header),
                header.has(IncompatibleFeature.DIRTY),
                header.has(IncompatibleFeature.CORRUPT),
                header.crypt() != CryptMethod.NONE,
                header.snapshots(),
                header.extensions().bitmaps(),
                header.clusterSize(),
                header.has(IncompatibleFeature.EXTENDED_L2),
                header.lazyRefcounts());
    }

    private static Optional<Backing> backing(Path path, Header header) throws IOException {
        if (header.backingName().isEmpty()) {
            return Optional.empty();
        }
        var format = header.extensions().backingFormat().filter(f -> !f.isEmpty());
        return Optional.of(
                Backing.of(path, header.backingName().get(), format.map(ImageFormat::of)));
    }

    private static Optional<String> dataFile(Path path, Header header) throws IOException {
        if (!header.has(IncompatibleFeature.EXTERNAL_DATA_FILE)) {
            return Optional.empty();
        }
        var name = header.extensions().dataFile().filter(n -> !n.isEmpty());
        if (name.isEmpty()) {
            throw new UnsupportedImageException(path, "a data file's name", DATA_FILE_NOT_NAMED);
        }
        return name;
    }

    private static ImageInfo readRaw(Path path, FileStatus status) throws IOException {
        try (var file = Engine.ofHost().open(path, ImageFile.Access.READ)) {
            // The file's own length is right for block devices, too.
            return raw(path, file.length(), status.allocatedBytes());
        }
    }

    static ImageInfo raw(Path path, long length, long allocatedBytes) {
        return new ImageInfo(
                path,
                ImageFormat.RAW,
                length,
                allocatedBytes,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                false,
                0,
                0,
                0,
                false,
                false);
    }

    /// {@return the bytes that any file takes on its file system; 0 for a block device}
    ///
    /// @throws NoSuchFileException when nothing has that name
    public static long allocatedBytes(Path file) throws IOException {
        return FileStatus.of(file).allocatedBytes();
    }

    /// {@return whether the file begins with qcow2's magic}
    ///
    /// Only for finding stray overlays in a directory. It must never decide how an image is opened: a
    /// guest can write the magic into its raw disk.
    public static boolean probe(Path path) throws IOException {
        statusOfImage(path);
        try (var file = Engine.ofHost().open(path, ImageFile.Access.READ)) {
            return beginsAsQcow2(file);
        }
    }

    static boolean beginsAsQcow2(ImageFile file) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var magic = arena.allocate(Integer.BYTES);
            file.read(0, magic); // A shorter file goes on with zeros.
            return magic.asByteBuffer().getInt(0) == Header.MAGIC;
        }
    }

    /// {@return whether removing this overlay loses nothing: it has a backing image and maps no
    /// cluster of its own, not even one of zeros, and holds no internal snapshot, bitmap or key}
    ///
    /// Any doubt is a no: an image that cannot be read or is corrupt, one that is open for writing
    /// (its tables on disk lag behind), one with an external data file. The overlay's size is not
    /// compared with its backing image's: whoever grew the disk asks for that elsewhere.
    public static boolean isEmptyOverlay(Path path) {
        try {
            statusOfImage(path);
            try (var file = Engine.ofHost().open(path, ImageFile.Access.READ)) {
                return isEmptyOverlay(file);
            }
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isEmptyOverlay(ImageFile file) {
        try {
            if (ImageLocks.isOpenForWriting(file)) {
                return false;
            }
            var header = HeaderReader.read(file);
            return header.backingName().isPresent()
                    && header.holdsTablesOnly()
                    && mapsNothing(file, header)
                    && !ImageLocks.isOpenForWriting(file);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean mapsNothing(ImageFile file, Header header) throws IOException {
        try (var tables = new ActiveTables(file, header)) {
            return tables.mapNothing();
        }
    }

    /// {@return how many bytes of data the image itself holds}, for estimates: of a qcow2 the data
    /// clusters that its active tables refer to (as compressed), without those of internal snapshots;
    /// of a raw image what it takes on its file system, or a block device's size. Preallocated clusters
    /// count as data even where the file has holes.
    public static long allocatedData(Path path, ImageFormat format) throws IOException {
        var info = read(path, format);
        if (format == ImageFormat.RAW) {
            return FileStatus.of(path).type() == FileStatus.Type.BLOCK_DEVICE
                    ? info.virtualSize()
                    : info.allocatedBytes();
        }
        try (var file = Engine.ofHost().open(path, ImageFile.Access.READ);
                var tables = new ActiveTables(file, HeaderReader.read(file))) {
            return tables.dataBytes();
        }
    }

    /// {@return whether a program on this host has the image open for writing under QEMU's locks}
    ///
    /// The answer may be outdated when it arrives.
    public static boolean isOpenForWriting(Path path) throws IOException {
        statusOfImage(path);
        return ImageLocks.isOpenForWriting(path);
    }

    /// {@return whether a program on this host has the image open under QEMU's locks, a guest's QEMU,
    /// `qemu-nbd` or `qemu-img`}
    ///
    /// The answer may be outdated when it arrives.
    public static boolean isOpen(Path path) throws IOException {
        statusOfImage(path);
        return ImageLocks.isOpen(path);
    }

    /// Removes the image; when this returns, its name is gone also after a crash. A symbolic link is
    /// removed itself, not what it leads to.
    ///
    /// @return whether there was one, which there isn't under a name that is too long; the directory is synchronised in either case, so that a removal
    ///     that was cut short can be repeated
    /// @throws UnsupportedImageException for directories, block devices and the like
    public static boolean remove(Path path) throws IOException {
        if (isTooLong(path)) {
            return false;
        }
        boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        if (there
                && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && !Files.isSymbolicLink(path)) {
            throw new UnsupportedImageException(path, "a regular file to remove", "something else");
        }
        boolean removed = Files.deleteIfExists(path);
        Durable.syncDirectoryOf(path);
        return removed;
    }

    /// No file of any file system that people keep images on has such a name (limits.h: NAME_MAX).
    private static boolean isTooLong(Path path) {
        var name = String.valueOf(path.getFileName());
        return name.getBytes(StandardCharsets.UTF_8).length > NAME_MAX;
    }

    /// {@return whether both names lead to one file, by whatever links; false when either is missing}
    public static boolean sameFile(Path a, Path b) throws IOException {
        try {
            return Files.isSameFile(a, b);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
