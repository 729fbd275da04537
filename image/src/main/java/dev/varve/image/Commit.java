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
/// A base whose refcounts must be rebuilt first is left to qemu-img.
public final class Commit {
    private final Engine engine;
    private final QemuImg qemuImg;

    Commit(Engine engine, QemuImg qemuImg) {
        this.engine = engine;
        this.qemuImg = qemuImg;
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
    public static List<String> run(Path top, ImageFormat topFormat, Path base, Progress progress)
            throws IOException {
        return new Commit(Engine.ofHost(), new QemuImg()).commit(top, topFormat, base, progress);
    }

    /// {@return how many bytes a commit would copy into `base`}, exactly: zeros that become words in a
    /// table or holes aren't counted. Nothing is written, and a guest may be running.
    public static long bytes(Path top, ImageFormat topFormat, Path base) throws IOException {
        var layers = OfflineChain.open(top, topFormat).layers();
        return Engine.ofHost().count(move(layers, OfflineChain.place(layers, base)));
    }

    List<String> commit(Path top, ImageFormat topFormat, Path base, Progress progress)
            throws IOException {
        var layers = OfflineChain.open(top, topFormat).layers();
        int at = OfflineChain.place(layers, base);
        var target = layers.get(at);
        OfflineChain.requireNoSnapshots(layers.subList(0, at));
        if (!target.dirty()) {
            return engine.run(move(layers, at), progress);
        }
        commitByQemuImg(top, topFormat, target.path(), progress);
        return List.of(); // QEMU records what it writes in the bitmaps.
    }

    /// {@return the move of all that lies above the layer `at`}
    static Move move(List<ImageInfo> layers, int at) {
        var target = layers.get(at);
        long size = Math.max(layers.getFirst().virtualSize(), target.virtualSize());
        return new Move(layers, new Transfer.Run(0, at, at), size, target.backing().isEmpty());
    }

    /// @param base as QEMU finds it through the headers
    private void commitByQemuImg(Path top, ImageFormat topFormat, Path base, Progress progress)
            throws IOException {
        // -d: top is not emptied, which would cost time and a valid top.
        var line =
                List.of(
                        "-f",
                        topFormat.formatName(),
                        "-b",
                        QemuImg.argument(base),
                        "-d",
                        "-p",
                        QemuImg.argument(top));
        qemuImg.run("commit", top, line, progress);
        Durable.sync(base);
        Durable.syncDirectoryOf(base);
    }
}
