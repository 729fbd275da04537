package dev.varve.image.transfer;

import dev.varve.image.io.ImageFile;
import dev.varve.image.layer.LayerStack;
import java.io.IOException;
import java.lang.foreign.Arena;

/// Writes into a raw image: each byte has its place, and zeros become holes.
public final class RawWriter implements LayerWriter {
    private final ImageFile file;
    private final LayerStack stack;
    private final Copying copying;
    private final FilledHoles holes;

    public RawWriter(ImageFile file, LayerStack stack, Copying copying) {
        this.file = file;
        this.stack = stack;
        this.copying = copying;
        this.holes = new FilledHoles(file);
    }

    @Override
    public int unit() {
        return 1;
    }

    @Override
    public int parts() {
        return 1;
    }

    @Override
    public void begin(long size) throws IOException {
        if (file.length() < size) {
            file.setLength(size);
        }
    }

    @Override
    public void data(long at, long bytes, int layer, long host) throws IOException {
        holes.filling(at, bytes);
        copying.copy(stack.layer(layer).file(), host, file, at, bytes);
    }

    @Override
    public void zeros(long at, long bytes) throws IOException {
        file.punch(at, bytes);
    }

    @Override
    public void mixed(long at, long bytes, int data, int zeros) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var content = arena.allocate(bytes);
            stack.read(at, content);
            holes.filling(at, bytes);
            file.write(at, content);
        }
        copying.add(bytes);
    }

    @Override
    public void finish() throws IOException {
        file.sync();
    }

    @Override
    public void setSize(long size) {} // It has been that since the beginning.

    @Override
    public void giveBack() throws IOException {
        holes.giveBack();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
