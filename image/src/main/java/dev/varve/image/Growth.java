package dev.varve.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a merge needs on the file system of the image that it writes, before it is begun. Nothing is written, and a
/// guest may be running.
public final class Growth {
    private Growth() {}

    /// {@return by how many bytes at least the file of `base` grows when `top` is committed into it}
    ///
    /// @param tag as in [CheapestCommit#of]
    public static long ofCommit(Path top, Path base, String tag) throws IOException {
        if (CheapestCommit.of(top, base, tag).exchanges()) {
            return 0; // It is done only where there is room.
        }
        var layers = OfflineChain.open(top, ImageFormat.QCOW2).layers();
        return of(Commit.move(layers, OfflineChain.place(layers, base)));
    }

    /// {@return by how many bytes at least the file of `top` grows when all above `backing` is pulled into it}
    public static long ofPull(Path top, Path backing) throws IOException {
        var layers = OfflineChain.open(top, ImageFormat.QCOW2).layers();
        return of(Pull.move(layers, OfflineChain.place(layers, backing)));
    }

    /// {@return by how many bytes at least the file of `top` grows when all below is pulled into it}
    public static long ofWholePull(Path top) throws IOException {
        var layers = OfflineChain.open(top, ImageFormat.QCOW2).layers();
        return of(Pull.move(layers, layers.size()));
    }

    /// {@return whether files on the file system of that one may share their data, so that a copy takes hardly any
    /// space}
    public static boolean isShared(Path file) throws IOException {
        return Copy.SHARING.contains(Files.getFileStore(file).type());
    }

    private static long of(Engine.Move move) throws IOException {
        var target = move.target();
        if (!Files.isRegularFile(target.path()) || isShared(target.path())) {
            return 0;
        }
        long growth = Engine.ofHost().growth(move);
        return target.format() == ImageFormat.RAW
                ? Math.min(growth, Math.max(0, move.size() - target.allocatedBytes()))
                : growth;
    }
}
