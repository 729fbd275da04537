package dev.varve.image.qcow2.write;

import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.meta.BitmapDirectory;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// Persistent bitmaps of an image that is about to be written by somebody who doesn't record it in
/// them. They are marked as in use, which is what QEMU itself leaves of a bitmap that it couldn't
/// save: nobody takes it for right, and it can be removed by name.
public final class StaleBitmaps {
    private static final int FLAGS_AT = 12;
    private static final byte IN_USE = 1;

    private StaleBitmaps() {}

    /// Marks them all. When this returns, that is on stable storage.
    ///
    /// @return the names of those that were right until now
    public static List<String> mark(ImageFile file, Header header) throws IOException {
        if (!header.bitmapsConsistent()) {
            return List.of();
        }
        var place = header.extensions().bitmapDirectory().orElseThrow();
        try (var arena = Arena.ofConfined()) {
            var directory =
                    arena.allocate(place.directorySize()); // At most 64 MiB, as was checked.
            file.read(place.directoryOffset(), directory);
            var buffer = directory.asByteBuffer();
            var entries = BitmapDirectory.of(header);
            var names = new ArrayList<String>();
            while (entries.hasNext()) {
                int at = buffer.position();
                var entry = entries.next(buffer);
                if (!entry.inUse()) {
                    names.add(entry.name());
                    int flags = at + FLAGS_AT + 3; // The last byte of four, big-endian.
                    buffer.put(flags, (byte) (buffer.get(flags) | IN_USE));
                    file.write(
                            place.directoryOffset() + flags, directory.asSlice(flags, Byte.BYTES));
                }
            }
            file.sync();
            return names;
        } catch (FormatException e) {
            throw e.about(file.path());
        }
    }
}
