package dev.varve.image;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.ImageLocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A look at the tables of a qcow2 image, which nobody writes to meanwhile.
@FunctionalInterface
interface TableLook {
    /// {@return what is wrong, in a few words}
    ///
    /// @param file is closed afterwards, whether the look closes it or not
    /// @throws CorruptImageException when a table can't be made sense of
    Optional<String> at(ImageFile file) throws IOException;

    /// {@return what a look finds; empty also where there are no tables, or a program has the image open for writing}
    ///
    /// @throws IOException when it can't be read
    static Optional<String> flaw(Path image, ImageFormat format, TableLook look)
            throws IOException {
        if (format != ImageFormat.QCOW2) {
            return Optional.empty();
        }
        Image.statusOfImage(image);
        try (var _ = ImageLocks.toRead(image);
                var file = Engine.ofHost().open(image, ImageFile.Access.READ)) {
            return look.at(file);
        } catch (ImageInUseException _) {
            return Optional.empty();
        } catch (CorruptImageException e) {
            return Optional.of("expected " + e.expected() + ", found " + e.found());
        } catch (UnsupportedImageException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
