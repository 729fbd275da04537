package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.qcow2.write.BackingName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Changes what an overlay's header says of its backing image, and nothing else.
///
/// The overlay's contents stay the same only if the new backing image reads the same as the old one,
/// which is for the caller to know: after a commit, say, or a rename. Neither of the two is opened.
/// A crash leaves the old header or the new one.
public final class ChangeBacking {
    private final Engine engine;

    ChangeBacking(Engine engine) {
        this.engine = engine;
    }

    /// Writes `backingName`, as it is, and `backingFormat` into the header of the qcow2 `image`. When
    /// this returns, the header is on stable storage.
    ///
    /// @throws UnsupportedImageException when the name has a protocol, or when the header's cluster
    ///     has no room for it beside the old name
    /// @throws ImageInUseException when a domain or another program has `image` open
    public static void to(Path image, String backingName, ImageFormat backingFormat)
            throws IOException {
        new ChangeBacking(Engine.ofHost()).change(image, backingName, backingFormat);
    }

    /// Writes into the header of the qcow2 `image` that it has no backing image: what it does not
    /// hold itself then reads as zeros.
    ///
    /// @throws ImageInUseException when a domain or another program has `image` open
    public static void toNothing(Path image) throws IOException {
        new ChangeBacking(Engine.ofHost()).changeToNothing(image);
    }

    void changeToNothing(Path image) throws IOException {
        write(image, Optional.empty());
    }

    void change(Path image, String backingName, ImageFormat backingFormat) throws IOException {
        if (backingName.isEmpty() || Backing.hasProtocol(backingName)) {
            throw new UnsupportedImageException(image, "a file as backing image", backingName);
        }
        write(image, Optional.of(new BackingName.Stated(backingName, backingFormat.formatName())));
    }

    private void write(Path image, Optional<BackingName.Stated> backing) throws IOException {
        var info = Image.read(image, ImageFormat.QCOW2);
        if (info.dataFile().isPresent()) {
            throw new UnsupportedImageException(
                    image, "no external data file", info.dataFile().get());
        }
        try (var _ = ImageLocks.toWrite(image);
                var file = engine.open(image, ImageFile.Access.READ_WRITE)) {
            if (!BackingName.write(file, backing)) {
                throw new UnsupportedImageException(
                        image,
                        "room for another backing name in the first cluster",
                        info.clusterSize() + " bytes that are full");
            }
        }
    }
}
