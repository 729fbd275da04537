package dev.varve.image.failure;

import java.nio.file.Path;

/// An image is what it is, but not what can be worked with here.
public final class UnsupportedImageException extends ImageException {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;

    /// @param expected what the image should have had
    /// @param found what it has instead
    public UnsupportedImageException(Path file, String expected, String found) {
        super(file, "unsupported image " + file + ": expected " + expected + ", found " + found);
        this.expected = expected;
        this.found = found;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
