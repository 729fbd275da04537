package dev.varve.image.qcow2;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/// Reads the header of an open image.
public final class HeaderReader {
    /// Enough for the header of nearly every image, and one page.
    private static final int FIRST_READ = 4096;

    private HeaderReader() {}

    /// Reads as much as the header needs, most often one page.
    ///
    /// @throws CorruptImageException when the header contradicts the specification
    /// @throws UnsupportedImageException when it asks for what is not known here
    public static Header read(ImageFile file) throws IOException {
        try {
            return Header.parse(beginning(file, FIRST_READ));
        } catch (FormatException e) {
            return readWhole(file);
        }
    }

    private static Header readWhole(ImageFile file) throws IOException {
        try {
            return Header.parse(beginning(file, Header.BYTES_MAX));
        } catch (FormatException e) {
            throw e.about(file.path());
        }
    }

    private static ByteBuffer beginning(ImageFile file, int bytes) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var buffer = ByteBuffer.allocate((int) Math.min(bytes, file.length()));
            var segment = arena.allocate(Math.max(1, buffer.capacity()));
            file.read(0, segment);
            buffer.put(segment.asByteBuffer().limit(buffer.capacity())).flip();
            return buffer;
        }
    }
}
