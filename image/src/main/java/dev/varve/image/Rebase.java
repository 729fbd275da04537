package dev.varve.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Places an overlay on another backing image, or on none, with its contents kept: whatever differs
/// between the old backing image and the new one is copied into the overlay first.
///
/// A rebase that failed or was interrupted can be run again: until its end the header names the old
/// backing image. When it returns, contents and header are on stable storage.
public final class Rebase {
    private final QemuImg qemuImg;

    Rebase(QemuImg qemuImg) {
        this.qemuImg = qemuImg;
    }

    /// Rebases `image` onto what `backingName` leads to, read relative to the image's directory and
    /// written into the header as it is.
    ///
    /// @throws UnsupportedImageException when one of the two chains is not one that can be trusted
    ///     down to its end
    /// @throws ImageInUseException when a domain or another program has one of the images open
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static void onto(
            Path image, String backingName, ImageFormat backingFormat, Progress progress)
            throws IOException {
        new Rebase(new QemuImg()).rebase(image, backingName, backingFormat, progress);
    }

    /// Rebases `image` onto nothing: it then holds all of its contents by itself.
    ///
    /// @throws UnsupportedImageException when its chain is not one that can be trusted to its end
    /// @throws ImageInUseException when a domain or another program has one of the images open
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static void ontoNothing(Path image, Progress progress) throws IOException {
        new Rebase(new QemuImg()).flatten(image, progress);
    }

    void rebase(Path image, String backingName, ImageFormat backingFormat, Progress progress)
            throws IOException {
        OfflineChain.open(image, ImageFormat.QCOW2);
        switch (Backing.of(image, backingName, Optional.of(backingFormat))) {
            case Backing.OfFile file -> checkNewBacking(image, file.path(), backingFormat);
            case Backing.OfProtocol(var name, _) ->
                    throw new UnsupportedImageException(image, "a file as backing image", name);
        }
        run(image, List.of("-b", backingName, "-F", backingFormat.formatName()), progress);
    }

    private static void checkNewBacking(Path image, Path backing, ImageFormat format)
            throws IOException {
        if (OfflineChain.open(backing, format).indexOf(image) >= 0) {
            throw new UnsupportedImageException(
                    image, "a backing image without it in its chain", backing.toString());
        }
    }

    void flatten(Path image, Progress progress) throws IOException {
        OfflineChain.open(image, ImageFormat.QCOW2);
        run(image, List.of("-b", ""), progress);
    }

    private void run(Path image, List<String> backing, Progress progress) throws IOException {
        var line = new ArrayList<>(List.of("-f", "qcow2", "-p"));
        line.addAll(backing);
        line.add(QemuImg.argument(image));
        qemuImg.run("rebase", image, line, progress);
        Durable.sync(image);
        Durable.syncDirectoryOf(image);
    }
}
