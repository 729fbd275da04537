package dev.varve.image;

import java.nio.file.Path;
import java.util.Optional;

/// An image that somebody reads: a head, a frozen layer, or an internal snapshot of an image.
///
/// @param format as the domain's XML or an overlay's header states it
/// @param snapshot the ID of the internal snapshot that is read; empty for the disk as it is now
public record Seen(Path image, ImageFormat format, Optional<String> snapshot) {
    /// The disk as it is now.
    public Seen(Path image, ImageFormat format) {
        this(image, format, Optional.empty());
    }
}
