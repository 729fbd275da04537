package dev.varve.image;

import dev.varve.image.posix.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the headers of images say, kept between the observations of one command: what a file said that
/// hasn't been written to since needn't be read again. Nothing of it outlives the process.
///
/// A kept answer is used only if the file, opened anew, has the same device, inode, size, and times of the
/// last write and the last change, to the nanosecond, and nobody has it open under QEMU's locks. It is kept
/// only if each later write would change one of these. Not so where
///
/// - the file was written to in the seconds before: the clock of a file system may go in steps as long as
///   that, and a write in the same step leaves the time as it is;
/// - somebody has it open under QEMU's locks: a write that has begun, and changed the time, may
///   put down its bytes later;
/// - it is no regular file: a device's times don't tell of writes;
/// - it isn't on a file system of this host alone: another host's clock, and its view of the file, may lag.
///
/// For one [HeaderReading] at a time, and the threads that it looks with.
public final class ImageHeaders {
    /// More than the coarsest clock of the file systems below, which is a second, and a tick.
    private static final int SETTLED_SECONDS = 3;

    private static final Set<String> LOCAL =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs");

    private final InstantSource clock;
    private final Map<Path, Kept> kept = new ConcurrentHashMap<>();
    private final Map<Long, Boolean> local = new ConcurrentHashMap<>();

    private record Kept(FileFacts.Stamp stamp, Said said) {}

    /// What is in the file, as opposed to what its host says of it.
    ///
    /// @param qcow2 whether it begins with qcow2's magic
    /// @param header of a qcow2 image
    /// @param flaw why its header can't be read
    /// @param references as [References#of] has them; of a qcow2 image alone
    /// @param empty as [Image#isEmptyOverlay] has it
    record Said(
            boolean qcow2,
            Optional<ImageInfo> header,
            Optional<IOException> flaw,
            Set<Path> references,
            boolean empty) {}

    /// Nothing yet.
    public ImageHeaders() {
        this(InstantSource.system());
    }

    /// @param clock the system's, by which file systems tell times
    public ImageHeaders(InstantSource clock) {
        this.clock = clock;
    }

    /// {@return a reading that opens each file once, and asks each anew who has it open}
    public HeaderReading read() {
        return new HeaderReading(this);
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    /// {@return what the file said, if it was kept and the file is still the same}
    Optional<Said> said(Path path, FileFacts.Stamp stamp) {
        return Optional.ofNullable(kept.get(path))
                .filter(known -> known.stamp().equals(stamp))
                .map(Kept::said);
    }

    /// @param before when the facts were asked for, or earlier
    void keep(Path path, FileFacts facts, long before, Said said) throws IOException {
        if (isSettled(facts, before) && isLocal(path, facts)) {
            kept.put(path, new Kept(facts.stamp(), said));
        } else {
            kept.remove(path);
        }
    }

    void forget(Path path) {
        kept.remove(path);
    }

    private static boolean isSettled(FileFacts facts, long before) {
        long latest = before - SETTLED_SECONDS;
        return facts.stamp().modified().seconds() < latest
                && facts.stamp().changed().seconds() < latest;
    }

    private boolean isLocal(Path path, FileFacts facts) throws IOException {
        long device = facts.stamp().device();
        var known = local.get(device);
        if (known != null) {
            return known;
        }
        boolean found = LOCAL.contains(Files.getFileStore(path).type());
        local.put(device, found);
        return found;
    }
}
