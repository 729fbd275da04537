package dev.varve.image.failure;

import java.io.IOException;
import java.nio.file.Path;

/// An image cannot be used, for a reason that lies in the image and not in the file system.
public abstract sealed class ImageException extends IOException
        permits CorruptImageException, UnsupportedImageException, ImageInUseException {
    private static final long serialVersionUID = 1L;

    private final String file;

    ImageException(Path file, String message) {
        super(message);
        this.file = file.toString();
    }

    /// {@return the image that is the trouble}
    public Path file() {
        return Path.of(file);
    }
}
