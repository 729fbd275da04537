package dev.varve.operation;

import java.nio.file.Path;
import java.util.Optional;

/// Changes to where a disk's data is.
///
/// @since 0.1
public sealed interface DiskChange extends Change {
    /// Moves images to another directory. A guest goes on meanwhile.
    ///
    /// @param directory which is there
    /// @param disk the target of the only disk that is moved; empty for all
    record Relocate(Path directory, Optional<String> disk) implements DiskChange {
        static Relocate to(Path directory) {
            return new Relocate(directory, Optional.empty());
        }

        /// {@return the same for that disk alone}
        public Relocate only(String target) {
            return new Relocate(directory, Optional.of(target));
        }
    }

    /// Merges layers down.
    ///
    /// @param disk its target, or the path of its active layer
    /// @param base what they are merged into; empty for the bottom of the chain
    /// @param top the uppermost of them; empty for the one below the active layer, or the active layer with `active`
    /// @param shallow whether the base is what lies directly below the top
    /// @param active whether the active layer is merged too, and the guest goes on with `base`
    record Commit(
            String disk, Optional<Path> base, Optional<Path> top, boolean shallow, boolean active)
            implements DiskChange {
        static Commit of(String disk) {
            return new Commit(disk, Optional.empty(), Optional.empty(), false, false);
        }

        /// {@return the same, into that image}
        public Commit into(Path image) {
            return new Commit(disk, Optional.of(image), top, shallow, active);
        }

        /// {@return the same, into what lies directly below the top}
        public Commit intoNext() {
            return new Commit(disk, base, top, true, active);
        }

        /// {@return the same, from that image down}
        public Commit from(Path image) {
            return new Commit(disk, base, Optional.of(image), shallow, active);
        }

        /// {@return the same with the active layer}
        public Commit withActiveLayer() {
            return new Commit(disk, base, top, shallow, true);
        }
    }

    /// Merges layers up into the active layer.
    ///
    /// @param disk its target
    /// @param base what stays below; empty where nothing does
    record Pull(String disk, Optional<Path> base) implements DiskChange {
        static Pull of(String disk) {
            return new Pull(disk, Optional.empty());
        }

        /// {@return the same, which leaves that image below}
        public Pull downTo(Path image) {
            return new Pull(disk, Optional.of(image));
        }
    }

    /// Copies a disk of a running domain.
    ///
    /// @param disk its target, or the path of its active layer
    /// @param copy a file that isn't there, unless the options say that it is
    /// @param format of the copy in QEMU's word, `raw` or `qcow2`; empty for that of what is there under its name, else for
    ///     that of the disk
    /// @param shallow whether the copy lies on what the active layer lies on, rather than on nothing
    /// @param end how far it goes
    record Copy(
            String disk,
            Path copy,
            Optional<String> format,
            boolean shallow,
            CopyOptions options,
            CopyEnd end)
            implements DiskChange {
        static Copy of(String disk, Path copy) {
            return new Copy(
                    disk, copy, Optional.empty(), false, CopyOptions.none(), CopyEnd.COPIED);
        }

        /// {@return the same; the guest goes on with the copy}
        public Copy pivoting() {
            return endingAs(CopyEnd.PIVOTED);
        }

        /// {@return the same, going so far}
        public Copy endingAs(CopyEnd how) {
            return new Copy(disk, copy, format, shallow, options, how);
        }

        /// {@return the same in that format}
        public Copy as(String word) {
            return new Copy(disk, copy, Optional.of(word), shallow, options, end);
        }

        /// {@return the same for the active layer alone}
        public Copy ofActiveLayer() {
            return new Copy(disk, copy, format, true, options, end);
        }

        /// {@return the same with these options}
        public Copy with(CopyOptions others) {
            return new Copy(disk, copy, format, shallow, others, end);
        }
    }

    /// How far the copying of a disk goes.
    enum CopyEnd {
        /// It has begun, and goes on by itself. Whoever began it ends it: [dev.varve.BlockJobs#abort].
        STARTED,
        /// All that was there is copied, and what the guest writes goes to both, by itself.
        IN_STEP,
        /// The copy is as the disk was at that moment; the guest stays where it is.
        COPIED,
        /// The guest goes on with the copy.
        PIVOTED
    }

    /// How QEMU copies a disk.
    ///
    /// @param reuse whether the copy goes into what is there under its name, and lies on what that lies on
    /// @param block whether the copy is a block device
    /// @param synchronous whether a write of the guest's ends when the copy has it too
    /// @param granularity of what is copied again, in bytes, a power of two; 0 for what QEMU chooses
    /// @param buffer how much is on its way at once, in bytes; 0 for what QEMU chooses
    record CopyOptions(
            boolean reuse, boolean block, boolean synchronous, int granularity, long buffer) {
        /// @throws IllegalArgumentException for a granularity that is no power of two, or a buffer below 0
        public CopyOptions {
            if (granularity < 0 || Integer.bitCount(granularity) > 1 || buffer < 0) {
                throw new IllegalArgumentException(granularity + " and " + buffer + " bytes");
            }
        }

        /// {@return what copies into a new file}
        public static CopyOptions none() {
            return new CopyOptions(false, false, false, 0, 0);
        }
    }

    /// Mends images: all formats that aren't stated, for what lies below is seen afterwards only, or else one finding.
    /// Whoever wants all mended performs it until the plan has no steps, or has had the same before.
    ///
    /// @param moved whether images that aren't where they are named are those of the same name that were found
    /// @param format of backing files whose format can't be told safely, `raw` or `qcow2`; empty to leave them
    record Mend(boolean moved, Optional<String> format) implements DiskChange {
        static Mend all() {
            return new Mend(false, Optional.empty());
        }

        /// {@return the same, also for images that were moved}
        public Mend withMovedImages() {
            return new Mend(true, format);
        }

        /// {@return the same, where backing files whose format can't be told safely are of that one}
        ///
        /// @param name `raw` or `qcow2`
        public Mend withFormat(String name) {
            return new Mend(moved, Optional.of(name));
        }
    }
}
