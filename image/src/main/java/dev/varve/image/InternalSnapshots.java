package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.NoSpaceException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.FileStatus;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.qcow2.HeaderReader;
import dev.varve.image.qcow2.SnapshotReader;
import dev.varve.image.transfer.Copying;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The internal snapshots of a qcow2 image: what they are, and how they are taken, gone back to and
/// removed while no QEMU has the image open.
///
/// Each change is made by qemu-img, which writes tables first and what refers to them last: one that
/// was cut can be made again, and leaves at worst clusters that nobody refers to. What is done is on
/// stable storage when a method returns.
public final class InternalSnapshots {
    private InternalSnapshots() {}

    /// One of them.
    ///
    /// @param id what QEMU numbers it by
    /// @param unchanged whether the disk reads as it did when the snapshot was taken; never true in
    ///     doubt
    /// @param virtualSize the bytes of the disk at that time; what the disk has now where the table doesn't tell
    public record Entry(String id, String name, boolean unchanged, long virtualSize) {}

    /// {@return the snapshots of the image, in the order in which QEMU lists them}
    ///
    /// @throws dev.varve.image.failure.CorruptImageException when their table contradicts the
    ///     specification; also when a guest is changing it at this moment
    public static List<Entry> of(Path image) throws IOException {
        Image.statusOfImage(image);
        boolean written = ImageLocks.isOpenForWriting(image);
        try (var file = Engine.ofHost().open(image, ImageFile.Access.READ)) {
            var header = HeaderReader.read(file);
            var reader = new SnapshotReader(file, header);
            var entries = new ArrayList<Entry>();
            for (var snapshot : reader.read()) {
                boolean unchanged = !written && reader.isAt(snapshot);
                long size = snapshot.diskSize().orElse(header.virtualSize());
                entries.add(new Entry(snapshot.id(), snapshot.name(), unchanged, size));
            }
            return List.copyOf(entries);
        }
    }

    /// {@return the snapshot of that name, the first if there are several}
    public static Optional<Entry> find(Path image, String name) throws IOException {
        return of(image).stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /// Takes a snapshot of what the disk holds now.
    ///
    /// @throws ImageInUseException when a domain or another program has the image open
    public static void take(Path image, String name) throws IOException {
        run(image, "-c", name);
    }

    /// Lets the disk read as it did when the snapshot was taken. What it holds now is lost, unless
    /// another snapshot holds it.
    ///
    /// QEMU takes a name for an ID where some snapshot has that ID, so it is told the ID.
    ///
    /// @throws ImageInUseException when a domain or another program has the image open
    public static void apply(Path image, Entry snapshot) throws IOException {
        run(image, "-a", snapshot.id());
    }

    /// Removes every snapshot of that name; an image without one stays as it is.
    ///
    /// @throws ImageInUseException when a domain or another program has the image open
    public static void remove(Path image, String name) throws IOException {
        while (find(image, name).isPresent()) {
            run(image, "-d", name);
        }
    }

    /// Makes a new image that reads as the snapshot does, and holds that snapshot with the guest's
    /// memory, and no other. Extents are shared where the file system can; nobody may be writing to
    /// the image meanwhile.
    ///
    /// @param partial where it is written before it gets its own name; whoever finds it after a crash
    ///     may remove it
    /// @throws FileAlreadyExistsException for `target`, or for `partial`
    /// @throws UnsupportedImageException when there is no such snapshot, or the image's data is not in
    ///     its own file
    /// @throws ImageInUseException when a domain or another program has the image open for writing
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static void copy(
            Path image, String name, Path target, Path partial, CopyProgress progress)
            throws IOException {
        var info = Image.read(image, ImageFormat.QCOW2);
        if (info.obstacle().isPresent()) {
            throw new UnsupportedImageException(
                    image, "an image that can be copied off line", info.obstacle().get());
        }
        if (find(image, name).isEmpty()) {
            throw new UnsupportedImageException(image, "internal snapshot " + name, "none");
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        NewFile.makeImage(
                target,
                partial,
                image,
                () -> {
                    copyBytes(image, partial, progress);
                    leaveOnly(partial, name);
                });
    }

    /// Makes a new qcow2 image that reads as the snapshot does, with the size that the disk had then, needs no other and
    /// holds no snapshot.
    ///
    /// @param partial where it is written before it gets its own name; whoever finds it after a crash
    ///     may remove it
    /// @throws FileAlreadyExistsException for `target`, or for `partial`
    /// @throws NoSpaceException when the data doesn't fit into the target's directory
    /// @throws UnsupportedImageException when there is no such snapshot, or what the image lies on can't be
    ///     trusted to its end
    /// @throws ImageInUseException when a domain or another program has the image open for writing
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static void extract(
            Path image, String name, Path target, Path partial, CopyProgress progress)
            throws IOException {
        OfflineChain.open(image, ImageFormat.QCOW2);
        var snapshot =
                find(image, name)
                        .orElseThrow(() ->
                                new UnsupportedImageException(
                                        image, "internal snapshot " + name, "none"));
        var extract = new ExtractSnapshot(image, snapshot, partial);
        NewFile.makeImage(target, partial, image, () -> extract.run(progress));
    }

    static void copyBytes(Path image, Path to, CopyProgress progress) throws IOException {
        long allocated = Image.read(image, ImageFormat.QCOW2).allocatedBytes();
        try (var _ = ImageLocks.toRead(image);
                var from = Engine.ofHost().open(image, ImageFile.Access.READ);
                var copy = Engine.ofHost().open(to, ImageFile.Access.READ_WRITE)) {
            var copying = new Copying(progress::at, allocated);
            long length = from.length();
            copy.setLength(length);
            for (long at = from.nextData(0); at < length; ) {
                long end = Math.min(length, from.nextHole(at));
                copying.copy(from, at, copy, at, end - at);
                at = from.nextData(end);
            }
            copy.sync();
            copying.finish();
        }
    }

    /// Removes all other snapshots, and lets the disk read as this one does.
    static void leaveOnly(Path image, String name) throws IOException {
        for (var other : of(image)) {
            if (!other.name().equals(name)) {
                remove(image, other.name());
            }
        }
        var kept = find(image, name);
        if (kept.isEmpty()) {
            throw new UnsupportedImageException(image, "internal snapshot " + name, "none");
        }
        if (!kept.get().unchanged()) {
            apply(image, kept.get());
        }
    }

    /// Unlike its other commands, `qemu-img snapshot` has no option for the image's format.
    private static void run(Path image, String command, String argument) throws IOException {
        var protocol =
                Image.statusOfImage(image).type() == FileStatus.Type.BLOCK_DEVICE
                        ? "host_device"
                        : "file";
        var options =
                "driver=qcow2,file.driver="
                        + protocol
                        + ",file.filename="
                        + QemuImg.optionValue(QemuImg.argument(image));
        new QemuImg()
                .run(
                        "snapshot",
                        image,
                        List.of(command, argument, "--image-opts", options),
                        CopyProgress.ignored());
        Durable.sync(image);
    }
}
