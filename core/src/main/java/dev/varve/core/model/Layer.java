package dev.varve.core.model;

import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
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
/// @param internalSnapshots how many internal snapshots the image holds
/// @param empty whether it is an overlay without any cluster of its own, so that it reads as its
///     backing image does; never true in doubt
/// @param obstacle why no data can be moved into it or through it unless a QEMU runs on it
/// @param dirty whether its refcounts must be rebuilt before anything is written
public record Layer(
        Path path,
        ImageFormat format,
        boolean block,
        long virtualSize,
        long dataBytes,
        Optional<Backing> backing,
        int internalSnapshots,
        boolean empty,
        Optional<String> obstacle,
        boolean dirty) {
    /// The image below.
    ///
    /// @param format as stated by whoever names the image; empty if nobody does
    public record Backing(Path path, Optional<ImageFormat> format) {}

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
                dirty);
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
                false);
    }

    /// {@return the image at `top` and what it lies on, from top to base, as far as it is known}
    ///
    /// @param known finds a layer by its path
    public static List<Layer> chain(Path top, Function<Path, Optional<Layer>> known) {
        var chain = new ArrayList<Layer>();
        var at = known.apply(top);
        while (at.isPresent() && !chain.contains(at.get())) {
            chain.add(at.get());
            at = at.get().below().flatMap(known);
        }
        return chain;
    }

    /// {@return the path of the image below}
    public Optional<Path> below() {
        return backing.map(Backing::path);
    }
}
