package dev.varve.image;

import dev.varve.image.Engine.Move;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.transfer.Transfer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Pulls the layers below an overlay into it, down to one that becomes its backing image, or all of
/// them: what it does not hold itself moves up, of each cluster the topmost version, once.
///
/// A pull that failed or was interrupted can be run again: until its end the header names the old
/// backing image, and at every moment the overlay reads the same. When it returns, contents and header
/// are on stable storage. The layers that were pulled are not touched.
public final class Pull {
    private final Engine engine;

    Pull(Engine engine) {
        this.engine = engine;
    }

    /// Pulls what lies between `top` and the image that `backingName` leads to, read relative to the
    /// directory of `top` and written into its header as it is.
    ///
    /// @throws UnsupportedImageException when that image is not below `top`, when the chain is not one
    ///     that can be trusted down to its end, or when `top` holds internal snapshots, which need the
    ///     old backing image
    /// @throws ImageInUseException when a domain or another program has one of the images open
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static void onto(
            Path top, String backingName, ImageFormat backingFormat, CopyProgress progress)
            throws IOException {
        new Pull(Engine.ofHost()).pull(top, backingName, backingFormat, progress);
    }

    /// Pulls all that is below `top`: it then holds all of its contents by itself.
    ///
    /// @throws UnsupportedImageException when the chain is not one that can be trusted to its end, or
    ///     when `top` holds internal snapshots
    /// @throws ImageInUseException when a domain or another program has one of the images open
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static void ontoNothing(Path top, CopyProgress progress) throws IOException {
        new Pull(Engine.ofHost()).pullAll(top, progress);
    }

    /// {@return how many bytes a pull onto `backing` would copy into `top`}, exactly: zeros that become
    /// words in a table aren't counted. Nothing is written, and a guest may be running.
    public static long bytes(Path top, Path backing) throws IOException {
        var layers = layers(top);
        return Engine.ofHost().count(move(layers, place(top, layers, backing.toString())));
    }

    /// {@return how many bytes a pull of everything below `top` would copy into it}, as [#bytes] does.
    public static long bytesOfAll(Path top) throws IOException {
        var layers = layers(top);
        return Engine.ofHost().count(move(layers, layers.size()));
    }

    void pull(Path top, String backingName, ImageFormat backingFormat, CopyProgress progress)
            throws IOException {
        var layers = layers(top);
        int at = place(top, layers, backingName);
        var backing = layers.get(at);
        if (backing.format() != backingFormat) {
            throw new UnsupportedImageException(
                    backing.path(), backingFormat.formatName(), backing.format().formatName());
        }
        var _ = engine.run(move(counted(layers), at), progress);
        new ChangeBacking(engine).change(top, backingName, backingFormat);
    }

    void pullAll(Path top, CopyProgress progress) throws IOException {
        var layers = layers(top);
        var _ = engine.run(move(counted(layers), layers.size()), progress);
        new ChangeBacking(engine).changeToNothing(top);
    }

    /// {@return the same layers, with refcounts of the top that are right}
    private List<ImageInfo> counted(List<ImageInfo> layers) throws IOException {
        if (!layers.getFirst().dirty()) {
            return layers;
        }
        var top = layers.getFirst().path();
        new Rebuild(engine).of(top);
        return layers(top);
    }

    private static List<ImageInfo> layers(Path top) throws IOException {
        var layers = OfflineChain.open(top, ImageFormat.QCOW2).layers();
        OfflineChain.requireNoSnapshots(layers.subList(0, 1));
        return layers;
    }

    private static int place(Path top, List<ImageInfo> layers, String backingName)
            throws IOException {
        return switch (Backing.of(top, backingName, Optional.empty())) {
            case Backing.OfFile file -> OfflineChain.place(layers, file.path());
            case Backing.OfProtocol(var name, _) ->
                    throw new UnsupportedImageException(top, "a file as backing image", name);
        };
    }

    /// {@return the move of all that lies between the top and the layer `end`}
    static Move move(List<ImageInfo> layers, int end) {
        long size = layers.getFirst().virtualSize();
        return new Move(layers, new Transfer.Run(0, end, 0), size, end == layers.size());
    }
}
