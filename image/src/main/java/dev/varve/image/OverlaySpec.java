package dev.varve.image;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Which overlay to make.
///
/// @param target where; nothing may be there yet
/// @param base the image to place it on
/// @param baseFormat the base's format, which the overlay's header will state
/// @param backingName what the header will say; it must lead to `base`
/// @param tag what tells this attempt's partial file from another's: letters, digits, `-` and `_`
/// @param layout how the overlay is laid out
/// @param virtualSize what a guest sees, in bytes; empty for what it sees of the base
public record OverlaySpec(
        Path target,
        Path base,
        ImageFormat baseFormat,
        String backingName,
        String tag,
        Layout layout,
        OptionalLong virtualSize) {
    /// How an overlay's clusters are laid out.
    ///
    /// @param clusterSize in bytes, a power of two from 512 to 2 MiB; empty for that of a qcow2 base, or
    ///     64 KiB
    /// @param extendedL2 whether clusters have subclusters, for which they must have 16 KiB at least;
    ///     empty for what a qcow2 base has, or none
    /// @param lazyRefcounts whether QEMU may leave refcounts to be rebuilt after a crash
    /// @param preallocated whether every cluster has its place from the beginning; needs extended L2
    public record Layout(
            OptionalInt clusterSize,
            Optional<Boolean> extendedL2,
            boolean lazyRefcounts,
            boolean preallocated) {
        private static final int CLUSTER_MIN = 512;
        private static final int CLUSTER_MAX = 2 << 20;
        private static final int EXTENDED_CLUSTER_MIN = 16 << 10;

        /// As the base has it.
        public static final Layout OF_BASE =
                new Layout(OptionalInt.empty(), Optional.empty(), false, false);

        public Layout {
            clusterSize.ifPresent(Layout::check);
            if (preallocated && !extendedL2.orElse(false)) {
                throw new IllegalArgumentException("preallocated metadata needs extended L2");
            }
            if (extendedL2.orElse(false) && !allowsExtendedL2(clusterSize.orElse(CLUSTER_MAX))) {
                throw new IllegalArgumentException(
                        "extended L2 needs clusters of 16 KiB at least: " + clusterSize);
            }
        }

        static boolean allowsExtendedL2(int clusterSize) {
            return clusterSize >= EXTENDED_CLUSTER_MIN;
        }

        private static void check(int size) {
            if (size < CLUSTER_MIN || size > CLUSTER_MAX || Integer.bitCount(size) != 1) {
                throw new IllegalArgumentException(
                        "a cluster size that is a power of two from 512 to 2 MiB: " + size);
            }
        }
    }

    /// An overlay that is laid out as its base is.
    public OverlaySpec(
            Path target, Path base, ImageFormat baseFormat, String backingName, String tag) {
        this(target, base, baseFormat, backingName, tag, Layout.OF_BASE, OptionalLong.empty());
    }

    /// {@return the same overlay, laid out otherwise}
    public OverlaySpec with(Layout other) {
        return new OverlaySpec(target, base, baseFormat, backingName, tag, other, virtualSize);
    }

    /// {@return the same overlay, of another size}
    public OverlaySpec sized(long bytes) {
        return new OverlaySpec(
                target, base, baseFormat, backingName, tag, layout, OptionalLong.of(bytes));
    }

    public OverlaySpec {
        if (target.getFileName() == null) {
            throw new IllegalArgumentException("an overlay has a file name: " + target);
        }
        if (!tag.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("a tag of letters, digits, - and _: " + tag);
        }
    }

    /// {@return the overlay `target` on `base`, named by its absolute path}
    public static OverlaySpec of(Path target, Path base, ImageFormat baseFormat, String tag) {
        return new OverlaySpec(target, base, baseFormat, base.toAbsolutePath().toString(), tag);
    }

    /// {@return the name under which the overlay is written before it gets its own; whoever finds it
    /// after a crash may remove it}
    public Path partial() {
        return PartialName.of(target, tag);
    }
}
