package dev.varve.image;

import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What a seed does to the tables of a sound image: bits are flipped, words copied, the end cut off.
final class Damage {
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;

    private final ByteBuffer bytes;
    private final Header header;
    private final Random random;
    private final List<String> story = new ArrayList<>();

    /// Damages the image in place.
    ///
    /// @param header whether the header is damaged, too
    Damage(Path image, Random random, boolean header) throws IOException {
        this.random = random;
        try (var channel =
                FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            bytes = ByteBuffer.allocate((int) channel.size() + (2 << 20));
            while (channel.read(bytes) > 0) {}
            this.header = Header.parse(bytes.clear());
            long length = channel.size();
            for (int i = random.nextInt(3); i >= 0; i--) {
                damage(length);
            }
            if (header) {
                int at = random.nextInt(20, 120);
                bytes.put(at, (byte) (bytes.get(at) ^ (1 << random.nextInt(8))));
            }
            channel.write(bytes.clear().limit((int) length), 0);
            if (random.nextInt(8) == 0) {
                length = random.nextLong(512, length);
                channel.truncate(length);
                story.add("cut off at " + length);
            }
        } catch (FormatException e) {
            throw new IOException(e);
        }
    }

    /// {@return what was done}
    List<String> story() {
        return story;
    }

    private void damage(long length) {
        long at = place(length);
        if (at < 0 || at + 8 > length) {
            return;
        }
        long before = bytes.getLong((int) at);
        long after =
                switch (random.nextInt(4)) {
                    case 0 -> before ^ (1L << 63);
                    case 1 -> bytes.getLong((int) (at ^ (8L * random.nextInt(4))));
                    default -> before ^ (1L << random.nextInt(64));
                };
        bytes.putLong((int) at, after);
        story.add(String.format("%x: %016x was %016x", at, after, before));
    }

    /// {@return where a word of some table is}
    private long place(long length) {
        long l1 = header.l1Offset() + 8L * random.nextInt(Math.max(1, header.l1Entries()));
        long table = header.refcountTableOffset();
        return switch (random.nextInt(8)) {
            case 0 -> l1;
            case 1 -> table + 8L * random.nextInt(4);
            case 2, 3 -> inside(bytes.getLong((int) table) & OFFSET_MASK, length, 256);
            case 4 ->
                    header.snapshots() == 0
                            ? -1
                            : header.snapshotsOffset() + 8L * random.nextInt(8);
            case 5 ->
                    header.extensions()
                            .bitmapDirectory()
                            .map(b -> b.directoryOffset() + 8L * random.nextInt(3))
                            .orElse(-1L);
            default -> l2(l1, length);
        };
    }

    private long l2(long l1, long length) {
        return l1 + 8 > length ? -1 : inside(bytes.getLong((int) l1) & OFFSET_MASK, length, 128);
    }

    /// {@return a word of a table, more often one of the first}
    private long inside(long offset, long length, int words) {
        if (offset == 0 || offset > length) {
            return -1;
        }
        int end = Math.min(words, header.clusterSize() / 8);
        return offset + 8L * random.nextInt(1 + random.nextInt(end));
    }
}
