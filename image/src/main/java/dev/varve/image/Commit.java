package dev.varve.image;

import dev.varve.image.Engine.Move;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.transfer.Transfer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Commits an overlay into an image below it: what top and the layers between hold moves down, of
/// each cluster the topmost version, once.
///
/// Where the refcounts of the base may be wrong, because its writer was killed, they are rebuilt first.
public final class Commit {
    private final Engine engine;

    Commit(Engine engine) {
        this.engine = engine;
    }

    /// Writes into `base` whatever differs as seen through `top`, and makes `base` as large as `top`
    /// where it is smaller. When this returns, the contents are on stable storage.
    ///
    /// `top` and the layers between are not touched: they stay valid until the caller removes them. A
    /// commit that failed or was interrupted can be run again, and until then `top` reads as before.
    /// Everybody else who reads `base` sees it change: it must be unpinned.
    ///
    /// @return the names of the persistent bitmaps of `base` that no longer describe it: they are marked
    ///     as in use, so that nobody takes them for right
    /// @throws UnsupportedImageException when `base` is not below `top`, or the chain is not one that
    ///     can be trusted down to its end, or a layer above `base` holds internal snapshots, which
    ///     would be lost with it
    /// @throws ImageInUseException when a domain or another program has one of the images open
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static List<String> run(
            Path top, ImageFormat topFormat, Path base, CopyProgress progress) throws IOException {
        return new Commit(Engine.ofHost()).commit(top, topFormat, base, progress);
    }

    /// {@return how many bytes a commit would copy into `base`}, exactly: zeros that become words in a
    /// table or holes aren't counted. Nothing is written, and a guest may be running.
    public static long bytes(Path top, ImageFormat topFormat, Path base) throws IOException {
        var layers = OfflineChain.open(top, topFormat).layers();
        return Engine.ofHost().count(move(layers, OfflineChain.place(layers, base)));
    }

    List<String> commit(Path top, ImageFormat topFormat, Path base, CopyProgress progress)
            throws IOException {
        var layers = OfflineChain.open(top, topFormat).layers();
        int at = OfflineChain.place(layers, base);
        OfflineChain.requireNoSnapshots(layers.subList(0, at));
        if (layers.get(at).dirty()) {
            new Rebuild(engine).of(layers.get(at).path());
            layers = OfflineChain.open(top, topFormat).layers();
        }
        return engine.run(move(layers, at), progress);
    }

    /// {@return the move of all that lies above the layer `at`}
    static Move move(List<ImageInfo> layers, int at) {
        var target = layers.get(at);
        long size = Math.max(layers.getFirst().virtualSize(), target.virtualSize());
        return new Move(layers, new Transfer.Run(0, at, at), size, target.backing().isEmpty());
    }
}
