package dev.varve.image;

import java.nio.file.Path;
import java.util.Optional;

/// What an NBD server shows.
///
/// @param format as somebody states it who is to be trusted; nothing is probed
/// @param snapshot the internal snapshot to show instead of what the image holds now
public record NbdSource(Path image, ImageFormat format, Optional<Internal> snapshot) {
    /// An internal snapshot: both, for QEMU takes a name for an ID where some snapshot has that ID.
    public record Internal(String id, String name) {}
}
