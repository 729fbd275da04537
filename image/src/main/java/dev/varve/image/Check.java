package dev.varve.image;

import dev.varve.image.check.CheckResult;
import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.qcow2.HeaderReader;
import dev.varve.image.qcow2.check.RefcountCheck;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Checks whether a qcow2 image is sound, as `qemu-img check` does; repairs nothing.
///
/// Only this image is looked at: not its backing chain, nor the contents of an external data file.
public final class Check {
    private final Engine engine;

    Check(Engine engine) {
        this.engine = engine;
    }

    /// Checks the image. Memory stays below 64 MiB and work in proportion to the tables in the file,
    /// whatever the image says.
    ///
    /// @return what was found; damage is a finding, not a failure
    /// @throws NoSuchFileException when nothing has that name
    /// @throws CorruptImageException when there is no header to begin with
    /// @throws UnsupportedImageException for unknown incompatible features, and for what is neither a
    ///     regular file nor a block device
    /// @throws ImageInUseException when a domain or another program has it open for writing: its
    ///     refcounts on disk lag behind
    public static CheckResult of(Path image) throws IOException {
        return new Check(Engine.ofHost()).check(image);
    }

    CheckResult check(Path image) throws IOException {
        Image.statusOfImage(image);
        try (var _ = ImageLocks.toRead(image);
                var file = engine.open(image, ImageFile.Access.READ)) {
            return RefcountCheck.of(file, HeaderReader.read(file));
        }
    }
}
