package dev.varve.image.io;

import java.io.IOException;
import java.nio.file.Path;

/// How an operation opens the files of images.
@FunctionalInterface
public interface ImageFiles {
    /// Opens what is there; nothing is made.
    ///
    /// @throws java.nio.file.NoSuchFileException when nothing has that name
    ImageFile open(Path path, ImageFile.Access access) throws IOException;
}
