package dev.varve.image.qcow2.write;

import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.HeaderReader;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Writes another backing name and backing format into a header.
///
/// The name goes to a place in the first cluster that the header doesn't name, and is made durable;
/// then the first 512 bytes are written, which change at once: they hold where the name is, and the
/// backing format. At every cut the header is the old one or the new one.
public final class BackingName {
    private static final int SECTOR = 512;
    private static final int END = 0;
    private static final int BACKING_FORMAT = 0xe2792aca;
    private static final int FEATURE_NAMES = 0x6803f857;

    private final ImageFile file;
    private final Header header;
    private final byte[] old;

    private BackingName(ImageFile file, Header header, byte[] old) {
        this.file = file;
        this.header = header;
        this.old = old;
    }

    /// What the header will say.
    public record Stated(String name, String format) {}

    /// Writes the name, or that there is none. When this returns, it is on stable storage.
    ///
    /// @return false, with nothing changed, where the first cluster has no room for it to be done in
    ///     one step
    public static boolean write(ImageFile file, Optional<Stated> backing) throws IOException {
        var header = HeaderReader.read(file);
        try (var arena = Arena.ofConfined()) {
            var cluster = arena.allocate(header.clusterSize());
            file.read(0, cluster);
            var bytes = cluster.toArray(ValueLayout.JAVA_BYTE);
            return new BackingName(file, header, bytes).write(backing);
        }
    }

    private boolean write(Optional<Stated> backing) throws IOException {
        for (boolean names : new boolean[] {true, false}) {
            var extensions = extensions(backing.map(Stated::format), names);
            var next = Arrays.copyOf(old, old.length);
            int end = header.headerLength();
            for (var extension : extensions) {
                end = put(next, end, extension);
            }
            if (end < 0 || end > next.length) {
                continue;
            }
            if (place(next, end, backing)) {
                return true;
            }
        }
        return false;
    }

    private record Extension(int type, ByteBuffer data) {}

    /// @param names whether to keep what the image calls the features, which nothing depends on
    private List<Extension> extensions(Optional<String> format, boolean names) {
        var result = new ArrayList<Extension>();
        format.map(f -> ByteBuffer.wrap(f.getBytes(StandardCharsets.UTF_8)))
                .ifPresent(f -> result.add(new Extension(BACKING_FORMAT, f)));
        var fields = ByteBuffer.wrap(old).order(ByteOrder.BIG_ENDIAN);
        int at = header.headerLength();
        int end = oldExtensionsEnd();
        while (end - at >= 8 && fields.getInt(at) != END) {
            int type = fields.getInt(at);
            int length = fields.getInt(at + 4); // Fits, as the header's parser has checked.
            if (type != BACKING_FORMAT && (names || type != FEATURE_NAMES)) {
                result.add(new Extension(type, ByteBuffer.wrap(old).slice(at + 8, length)));
            }
            at += 8 + (length + 7) / 8 * 8;
        }
        return result;
    }

    private int oldExtensionsEnd() {
        return oldNameAt() == 0 ? old.length : oldNameAt();
    }

    private int oldNameAt() {
        return (int) ByteBuffer.wrap(old).order(ByteOrder.BIG_ENDIAN).getLong(8);
    }

    private int oldNameEnd() {
        return oldNameAt() + ByteBuffer.wrap(old).order(ByteOrder.BIG_ENDIAN).getInt(16);
    }

    /// {@return the end of what was put; more than there is room for where it doesn't fit}
    private static int put(byte[] cluster, int at, Extension extension) {
        int length = extension.data().remaining();
        int padded = 8 + (length + 7) / 8 * 8;
        if (at < 0 || at > cluster.length - padded - 8) {
            return Integer.MIN_VALUE;
        }
        Arrays.fill(cluster, at, at + padded + 8, (byte) 0); // And an end marker behind it.
        var fields = ByteBuffer.wrap(cluster).order(ByteOrder.BIG_ENDIAN);
        fields.putInt(at, extension.type());
        fields.putInt(at + 4, length);
        extension.data().get(extension.data().position(), cluster, at + 8, length);
        return at + padded;
    }

    private boolean place(byte[] next, int end, Optional<Stated> backing) throws IOException {
        if (end + 8 <= next.length) {
            Arrays.fill(next, end, end + 8, (byte) 0);
        }
        var name = backing.map(b -> b.name().getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
        var fields = ByteBuffer.wrap(next).order(ByteOrder.BIG_ENDIAN);
        fields.putLong(8, 0);
        fields.putInt(16, 0);
        if (header.version() > 2) {
            fields.putLong(88, fields.getLong(88) & Header.AUTOCLEAR_KNOWN);
        }
        int at = 0;
        if (name.length > 0) {
            at = nameAt(end + 8, name.length, next.length);
            if (at < 0 || name.length > Header.BACKING_NAME_MAX) {
                return false;
            }
            fields.putLong(8, at);
            fields.putInt(16, name.length);
            System.arraycopy(name, 0, next, at, name.length);
        }
        int tail = Math.min(next.length, Math.max(end + 8, SECTOR));
        if (!Arrays.equals(next, SECTOR, tail, old, SECTOR, tail) && tail > SECTOR) {
            return false;
        }
        writeBoth(next, at, name.length);
        return true;
    }

    /// {@return a place for the name: in the first sector if all fits there, else behind all that the
    /// old header names; -1 if there is none}
    private int nameAt(int end, int length, int limit) {
        if (end + length <= SECTOR) {
            return end;
        }
        int behind = Math.max(Math.max(end, SECTOR), oldExtensionsSize());
        boolean overlaps = oldNameAt() < behind + length && behind < oldNameEnd();
        int at = overlaps ? (oldNameEnd() + 7) / 8 * 8 : behind;
        return at + length <= limit ? at : -1;
    }

    private int oldExtensionsSize() {
        var fields = ByteBuffer.wrap(old).order(ByteOrder.BIG_ENDIAN);
        int at = header.headerLength();
        int end = oldExtensionsEnd();
        while (end - at >= 8 && fields.getInt(at) != END) {
            at += 8 + (fields.getInt(at + 4) + 7) / 8 * 8;
        }
        return Math.min(old.length, at + 8);
    }

    private void writeBoth(byte[] next, int nameAt, int nameLength) throws IOException {
        if (nameAt >= SECTOR) {
            write(nameAt, next, nameAt, nameLength);
            file.sync();
        }
        write(0, next, 0, Math.min(SECTOR, next.length));
        file.sync();
    }

    private void write(long at, byte[] bytes, int from, int length) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var segment = arena.allocate(length);
            MemorySegment.copy(bytes, from, segment, ValueLayout.JAVA_BYTE, 0, length);
            file.write(at, segment);
        }
    }
}
