package dev.varve.core.model;

import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// An image in its place in a chain.
///
/// @param path absolute, symbolic links resolved
/// @param format as the domain's XML or the overlay's header states it
/// @param block whether it is a block device, which can't grow
/// @param virtualSize bytes that a guest sees
/// @param dataBytes bytes of allocated data in this layer, without what its backing image holds
/// @param backing the image below, if there is one and it is a path of this host
/// @param internalSnapshots the snapshots that the image itself holds
/// @param empty whether it is an overlay without any cluster of its own, so that it reads as its
///     backing image does; never true in doubt
/// @param obstacle why no data can be moved into it or through it unless a QEMU runs on it
/// @param mark what its header says of its own tables
/// @param file what its host says of the file; empty for a layer that a plan foresees, and on a host
///     without files
public record Layer(
        Path path,
        ImageFormat format,
        boolean block,
        long virtualSize,
        long dataBytes,
        Optional<Backing> backing,
        List<InternalSnapshot> internalSnapshots,
        boolean empty,
        Optional<String> obstacle,
        Mark mark,
        Optional<File> file) {
    public Layer {
        internalSnapshots = List.copyOf(internalSnapshots);
    }

    /// A layer of whose file nothing is known.
    public Layer(
            Path path,
            ImageFormat format,
            boolean block,
            long virtualSize,
            long dataBytes,
            Optional<Backing> backing,
            List<InternalSnapshot> internalSnapshots,
            boolean empty,
            Optional<String> obstacle,
            Mark mark) {
        this(
                path,
                format,
                block,
                virtualSize,
                dataBytes,
                backing,
                internalSnapshots,
                empty,
                obstacle,
                mark,
                Optional.empty());
    }

    /// What an image says of its own tables.
    public enum Mark {
        NONE,
        /// Refcounts may be wrong, for its writer was killed: they are rebuilt before anything is written, which takes
        /// an image that nobody has open.
        DIRTY,
        /// Some table is broken: nothing may be written.
        CORRUPT
    }

    /// The image below.
    ///
    /// @param format as stated by whoever names the image; empty if nobody does
    public record Backing(Path path, Optional<ImageFormat> format) {}

    /// The file as its host knows it. It says nothing of the contents.
    ///
    /// @param allocatedBytes what the file takes on its file system; 0 for a block device
    /// @param owner user and group, `root:kvm`; numbers where they have no names
    /// @param mode the permissions as in chmod(1), `0600`
    /// @param open whether a program had it open under QEMU's locks, a guest's QEMU or another
    public record File(long allocatedBytes, String owner, String mode, boolean open) {}

    /// {@return whether the image itself holds snapshots: then it can't be removed, and nothing can be
    /// moved out of it or under them}
    public boolean holdsSnapshots() {
        return !internalSnapshots.isEmpty();
    }

    /// {@return the internal snapshot of that name, the first if there are several}
    public Optional<InternalSnapshot> internalSnapshot(SnapshotName name) {
        return internalSnapshots.stream()
                .filter(held -> held.name().equals(name.value()))
                .findFirst();
    }

    /// {@return the layer without the internal snapshots of that name}
    public Layer without(SnapshotName name) {
        return holding(
                internalSnapshots.stream()
                        .filter(held -> !held.name().equals(name.value()))
                        .toList());
    }

    private Layer holding(List<InternalSnapshot> others) {
        return new Layer(
                path,
                format,
                block,
                virtualSize,
                dataBytes,
                backing,
                others,
                empty,
                obstacle,
                mark,
                file);
    }

    /// {@return the copy of the layer under another name, holding that one snapshot}
    public Layer copiedAs(Path other, SnapshotName name) {
        return new Layer(
                other,
                format,
                false,
                virtualSize,
                dataBytes,
                backing,
                internalSnapshot(name).stream()
                        .map(held -> new InternalSnapshot(held.id(), held.name(), true))
                        .toList(),
                false,
                obstacle,
                Mark.NONE);
    }

    /// {@return the layer on another backing image}
    public Layer on(Optional<Backing> other) {
        return new Layer(
                path,
                format,
                block,
                virtualSize,
                dataBytes,
                other,
                internalSnapshots,
                empty,
                obstacle,
                mark,
                file);
    }

    /// {@return the layer once it has taken in what `merged` held}
    public Layer with(Layer merged) {
        return new Layer(
                path,
                format,
                block,
                Math.max(virtualSize, merged.virtualSize),
                dataBytes + merged.dataBytes,
                backing,
                internalSnapshots,
                empty && merged.empty,
                obstacle,
                Mark.NONE,
                file);
    }

    /// {@return the image at `top` and what it lies on, from top to base, as far as it is known}
    ///
    /// @param known finds a layer by its path
    public static List<Layer> chain(Path top, Function<Path, Optional<Layer>> known) {
        var chain = new ArrayList<Layer>();
        var passed = new HashSet<Path>();
        var at = known.apply(top);
        while (at.isPresent() && passed.add(at.get().path())) {
            chain.add(at.get());
            at = at.get().below().flatMap(known);
        }
        return chain;
    }

    /// {@return whether its refcounts must be rebuilt before anything is written}
    public boolean dirty() {
        return mark == Mark.DIRTY;
    }

    /// {@return the path of the image below}
    public Optional<Path> below() {
        return backing.map(Backing::path);
    }
}
