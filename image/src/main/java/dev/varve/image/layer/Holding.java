package dev.varve.image.layer;

/// How a layer holds the bytes of a place of the disk.
public enum Holding {
    /// Not at all: they are read from the layer below; zeros where there is none.
    NOTHING,
    /// As zeros, by a word in a table or as a hole: they hide what is below.
    ZEROS,
    /// As they are, at a place of the file.
    DATA,
    /// Compressed, as part of one cluster.
    COMPRESSED
}
