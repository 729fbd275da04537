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
    /// @param disk its target
    /// @param base what they are merged into; empty for the bottom of the chain
    /// @param top the uppermost of them; empty for the one below the active layer, or the active layer with `active`
    /// @param active whether the active layer is merged too, and the guest goes on with `base`
    record Commit(String disk, Optional<Path> base, Optional<Path> top, boolean active)
            implements DiskChange {
        static Commit of(String disk) {
            return new Commit(disk, Optional.empty(), Optional.empty(), false);
        }

        /// {@return the same, into that image}
        public Commit into(Path image) {
            return new Commit(disk, Optional.of(image), top, active);
        }

        /// {@return the same, from that image down}
        public Commit from(Path image) {
            return new Commit(disk, base, Optional.of(image), active);
        }

        /// {@return the same with the active layer}
        public Commit withActiveLayer() {
            return new Commit(disk, base, top, true);
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
    /// @param disk its target
    /// @param copy a file that isn't there
    /// @param pivot whether the guest goes on with the copy
    record Copy(String disk, Path copy, boolean pivot) implements DiskChange {
        static Copy of(String disk, Path copy) {
            return new Copy(disk, copy, false);
        }

        /// {@return the same; the guest goes on with the copy}
        public Copy pivoting() {
            return new Copy(disk, copy, true);
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
