package dev.varve.image.qcow2.write;

import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The first 512 bytes of an image, which are written whole or not at all: so what changes together
/// changes at once.
public final class HeaderSector {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment bytes;

    private HeaderSector(MemorySegment bytes) {
        this.bytes = bytes;
    }

    /// What is changed of it.
    public interface Change {
        void to(HeaderSector header) throws IOException;
    }

    /// Reads the sector, changes it and writes it. It is not yet on stable storage.
    public static void change(ImageFile file, Change change) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(512);
            file.read(0, bytes);
            change.to(new HeaderSector(bytes));
            file.write(0, bytes);
        }
    }

    /// Names another refcount table.
    public void refcountTable(long offset, long clusters) {
        bytes.set(TableWindow.WORD, 48, offset);
        bytes.set(INT, 56, (int) clusters);
    }

    /// Says that refcounts are right.
    public void markClean() {
        bytes.set(
                TableWindow.WORD,
                72,
                bytes.get(TableWindow.WORD, 72) & ~IncompatibleFeature.DIRTY.mask());
    }

    void l1(long offset, long entries) {
        bytes.set(INT, 36, (int) entries);
        bytes.set(TableWindow.WORD, 40, offset);
    }

    void size(long bytesOfDisk) {
        bytes.set(TableWindow.WORD, 24, bytesOfDisk);
    }

    /// Clears the autoclear features that a writer doesn't keep up, as it doesn't know them.
    void clearUnknownAutoclear() {
        bytes.set(TableWindow.WORD, 88, bytes.get(TableWindow.WORD, 88) & Header.AUTOCLEAR_KNOWN);
    }
}
