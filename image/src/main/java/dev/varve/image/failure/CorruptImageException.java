package dev.varve.image.failure;

import java.nio.file.Path;

/// An image contradicts its format.
public final class CorruptImageException extends ImageException {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;

    /// @param expected what the image should have had
    /// @param found what it has instead
    public CorruptImageException(Path file, String expected, String found) {
        super(file, "corrupt image " + file + ": expected " + expected + ", found " + found);
        this.expected = expected;
        this.found = found;
    }

    /// {@return what the image should have had}
    public String expected() {
        return expected;
    }

    /// {@return what it has instead}
    public String found() {
        return found;
    }
}
