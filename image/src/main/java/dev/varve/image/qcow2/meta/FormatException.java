package dev.varve.image.qcow2.meta;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.ImageException;
import dev.varve.image.failure.UnsupportedImageException;
import java.nio.file.Path;

/// What was read is not an image that can be used. Knows no file: whoever read the bytes names it.
public final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Whether the image contradicts the specification, or only asks for what is not known here.
    public enum Kind {
        CORRUPT,
        UNSUPPORTED
    }

    private final Kind kind;
    private final String expected;
    private final String found;

    private FormatException(Kind kind, String expected, String found) {
        super("expected " + expected + ", found " + found);
        this.kind = kind;
        this.expected = expected;
        this.found = found;
    }

    /// {@return the complaint that the image contradicts the specification}
    public static FormatException corrupt(String expected, String found) {
        return new FormatException(Kind.CORRUPT, expected, found);
    }

    /// {@return the complaint that the image needs something that is not supported}
    public static FormatException unsupported(String expected, String found) {
        return new FormatException(Kind.UNSUPPORTED, expected, found);
    }

    /// {@return the same complaint, about a file}
    public ImageException about(Path file) {
        return switch (kind) {
            case CORRUPT -> new CorruptImageException(file, expected, found);
            case UNSUPPORTED -> new UnsupportedImageException(file, expected, found);
        };
    }

    public Kind kind() {
        return kind;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
