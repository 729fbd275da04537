package dev.varve.core.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What somebody began on a domain and may not come to end: libvirt, when it died in the middle, or
/// whoever started a block job by hand.
///
/// @param deletes per snapshot the disks that libvirt marks with `<snapshotDeleteInProgress/>`: the
///     overlay that was put on it is being written by the delete of a child
/// @param jobs the block jobs, by disk
/// @param neverRan whether there is a QEMU whose guest hasn't executed an instruction yet, so that
///     nothing is lost with it; false in doubt, and where nothing was begun
/// @param working whether libvirt is at work on the domain at this moment, so that nothing was left yet
/// @param saved the images that a managed save image names, by disk
/// @param lost the QEMU that runs the guest while libvirt takes the domain for shut off
public record HalfDone(
        Map<SnapshotName, Set<DiskTarget>> deletes,
        Map<DiskTarget, Job> jobs,
        boolean neverRan,
        boolean working,
        Map<DiskTarget, Path> saved,
        Optional<LostQemu> lost) {
    private static final HalfDone NOTHING =
            new HalfDone(Map.of(), Map.of(), false, false, Map.of(), Optional.empty());

    /// A QEMU that libvirt doesn't know any more: libvirt 9.0, where it dies at the end of a commit of
    /// the active layer, can't read what it wrote about the domain and takes it for shut off.
    ///
    /// @param process its number
    /// @param open the images that it has open
    public record LostQemu(long process, Set<Path> open) {
        public LostQemu {
            open = Set.copyOf(open);
        }

        /// {@return whether a guest that ran on `top` runs on `base` by now, since the one was committed
        /// into the other: what `top` holds is old}
        public boolean pivoted(Path top, Path base) {
            return open.contains(base) && !open.contains(top);
        }
    }

    /// A block job of QEMU's.
    ///
    /// @param into the image that it writes, where that is known: for commits of the active layer and
    ///     copies
    /// @param ready whether it has copied everything and waits for its end
    public record Job(Optional<Path> into, boolean ready) {}

    public HalfDone {
        deletes = Map.copyOf(deletes);
        jobs = Map.copyOf(jobs);
        saved = Map.copyOf(saved);
    }

    /// {@return the same, and that libvirt has lost a QEMU}
    public HalfDone withLost(LostQemu qemu) {
        return new HalfDone(deletes, jobs, neverRan, working, saved, Optional.of(qemu));
    }

    /// {@return that nothing was begun}
    public static HalfDone nothing() {
        return NOTHING;
    }
}
