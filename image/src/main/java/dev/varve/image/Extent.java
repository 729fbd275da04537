package dev.varve.image;

import dev.varve.image.layer.Holding;
import java.util.OptionalLong;

/// Bytes of a disk that lie side by side and are held in one way.
///
/// @param start on the disk
/// @param bytes at least 1
/// @param depth the layer that holds them, 0 for the top; the depth of the chain where none does
/// @param host where they are in that layer's file, for data that isn't compressed
public record Extent(long start, long bytes, Kind kind, int depth, OptionalLong host) {
    /// How they are held.
    public enum Kind {
        /// As they are.
        DATA,
        /// As part of compressed clusters.
        COMPRESSED,
        /// As zeros that hide what is below.
        ZEROS,
        /// By no layer: they read as zeros.
        NOTHING;

        static Kind of(Holding holding) {
            return switch (holding) {
                case NOTHING -> NOTHING;
                case ZEROS -> ZEROS;
                case DATA -> DATA;
                case COMPRESSED -> COMPRESSED;
            };
        }
    }

    /// {@return the first byte behind it}
    public long end() {
        return start + bytes;
    }
}
