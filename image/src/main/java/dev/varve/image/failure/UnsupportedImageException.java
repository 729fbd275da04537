package dev.varve.image.failure;

import java.nio.file.Path;

/// An image is what it is, but not what can be worked with here.
public final class UnsupportedImageException extends ImageException {
    private static final long serialVersionUID = 1L;

    /// @param expected what the image should have had
    /// @param found what it has instead
    public UnsupportedImageException(Path file, String expected, String found) {
        super(file, "unsupported image " + file + ": expected " + expected + ", found " + found);
    }
}
