package dev.varve.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Commits an overlay into an image below it: what top and the layers between hold moves down.
public final class Commit {
    private final QemuImg qemuImg;

    Commit(QemuImg qemuImg) {
        this.qemuImg = qemuImg;
    }

    /// Writes into `base` whatever differs as seen through `top`, and makes `base` as large as `top`
    /// where it is smaller. When this returns, the contents are on stable storage.
    ///
    /// `top` and the layers between are not touched: they stay valid until the caller removes them. A
    /// commit that failed or was interrupted can be run again, and until then `top` reads as before.
    /// Everybody else who reads `base` sees it change: it must be unpinned.
    ///
    /// @throws UnsupportedImageException when `base` is not below `top`, or the chain is not one that
    ///     can be trusted down to its end
    /// @throws ImageInUseException when a domain or another program has one of the images open
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static void run(Path top, ImageFormat topFormat, Path base, Progress progress)
            throws IOException {
        new Commit(new QemuImg()).commit(top, topFormat, base, progress);
    }

    void commit(Path top, ImageFormat topFormat, Path base, Progress progress) throws IOException {
        var chain = OfflineChain.open(top, topFormat);
        int at = chain.indexOf(base);
        if (at < 1) {
            throw new UnsupportedImageException(top, "a backing chain through " + base, "none");
        }
        var named = chain.layers().get(at).path(); // As QEMU finds it through the headers.
        // -d: top is not emptied, which would cost time and a valid top.
        var line =
                List.of(
                        "-f",
                        topFormat.formatName(),
                        "-b",
                        QemuImg.argument(named),
                        "-d",
                        "-p",
                        QemuImg.argument(top));
        qemuImg.run("commit", top, line, progress);
        Durable.sync(named);
        Durable.syncDirectoryOf(named);
    }
}
