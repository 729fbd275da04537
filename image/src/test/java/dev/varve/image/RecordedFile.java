package dev.varve.image;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Writes down what is done to a file, so that a power cut at any moment can be replayed on a copy
/// from before.
final class RecordedFile implements ImageFile {
    private static final int SECTOR = 512;

    private final ImageFile file;
    private final List<Change> changes;

    RecordedFile(ImageFile file, List<Change> changes) {
        this.file = file;
        this.changes = changes;
    }

    /// What was done.
    sealed interface Change {
        record Write(long at, ByteBuffer bytes) implements Change {}

        record Punch(long at, long bytes) implements Change {}

        record Length(long bytes) implements Change {}

        record Sync() implements Change {}
    }

    /// {@return what the disk has after a cut behind `count` changes: those before the last sync, and
    /// of those since then what chance keeps, sector by sector}
    static byte[] cut(byte[] before, List<Change> changes, int count, Random random) {
        int durable = 0;
        for (int i = 0; i < count; i++) {
            if (changes.get(i) instanceof Change.Sync) {
                durable = i;
            }
        }
        var state = before;
        for (int i = 0; i < count; i++) {
            int luck = i < durable ? 0 : random.nextInt(3);
            state = apply(state, changes.get(i), luck, random);
        }
        return state;
    }

    /// @param luck 0 keeps the change, 1 loses it, 2 tears it
    private static byte[] apply(byte[] state, Change change, int luck, Random random) {
        return switch (change) {
            case Change.Write(long at, var bytes) -> {
                var next = Arrays.copyOf(state, Math.max(state.length, (int) at + bytes.limit()));
                for (int i = 0; i < bytes.limit(); i += SECTOR) {
                    boolean kept = luck == 0 || (luck == 2 && random.nextBoolean());
                    int end = sectorEnd((int) at + i, (int) at + bytes.limit());
                    if (kept) {
                        bytes.get(i, next, (int) at + i, end - (int) at - i);
                    }
                    i = end - (int) at - SECTOR;
                }
                yield luck == 1 ? state : next;
            }
            case Change.Punch(long at, long bytes) -> {
                if (luck == 0) {
                    int end = (int) Math.min(state.length, at + bytes);
                    Arrays.fill(state, (int) Math.min(at, end), end, (byte) 0);
                }
                yield state;
            }
            case Change.Length(long bytes) -> luck == 0 ? Arrays.copyOf(state, (int) bytes) : state;
            case Change.Sync() -> state;
        };
    }

    private static int sectorEnd(int at, int limit) {
        return Math.min(limit, (at / SECTOR + 1) * SECTOR);
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public void read(long at, MemorySegment into) throws IOException {
        file.read(at, into);
    }

    @Override
    public void write(long at, MemorySegment from) throws IOException {
        changes.add(new Change.Write(at, ByteBuffer.wrap(from.toArray(ValueLayout.JAVA_BYTE))));
        file.write(at, from);
    }

    @Override
    public boolean share(ImageFile from, long fromAt, long at, long bytes) {
        return false;
    }

    @Override
    public void punch(long at, long bytes) throws IOException {
        changes.add(new Change.Punch(at, bytes));
        file.punch(at, bytes);
    }

    @Override
    public long nextData(long at) throws IOException {
        return file.nextData(at);
    }

    @Override
    public long nextHole(long at) throws IOException {
        return file.nextHole(at);
    }

    @Override
    public void setLength(long bytes) throws IOException {
        changes.add(new Change.Length(bytes));
        file.setLength(bytes);
    }

    @Override
    public void sync() throws IOException {
        changes.add(new Change.Sync());
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
