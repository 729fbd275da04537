package dev.varve.image.layer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The open layers of a chain, from top (0) to base, as one disk.
public final class LayerStack {
    private final List<LayerReader> layers;
    private final LayerExtent place = new LayerExtent();

    public LayerStack(List<? extends LayerReader> layers) {
        this.layers = List.copyOf(layers);
    }

    public LayerReader layer(int index) {
        return layers.get(index);
    }

    /// {@return how many layers there are}
    public int depth() {
        return layers.size();
    }

    /// Finds out which of the layers from `first` to before `end` holds the bytes from `offset` on.
    /// A layer that ends before `offset` hides with zeros whatever is below.
    ///
    /// @param offset below the size of the layer `first`
    /// @param limit at least 1, and not beyond that size
    public void find(int first, int end, long offset, long limit, LayerExtent answer)
            throws IOException {
        long bytes = limit;
        for (int i = first; i < end; i++) {
            var layer = layers.get(i);
            long left = layer.size() - offset;
            if (left <= 0) {
                answer.set(Holding.ZEROS, bytes, 0);
            } else {
                layer.find(offset, Math.min(bytes, left), answer);
            }
            if (answer.holding() != Holding.NOTHING) {
                answer.in(i);
                return;
            }
            bytes = answer.bytes();
        }
        answer.set(Holding.NOTHING, bytes, 0);
        answer.in(end);
    }

    /// Reads what a guest would: zeros also beyond the end of the disk.
    public void read(long offset, MemorySegment into) throws IOException {
        long size = layers.getFirst().size();
        long done = 0;
        while (done < into.byteSize()) {
            long at = offset + done;
            if (at >= size) {
                into.asSlice(done).fill((byte) 0);
                return;
            }
            find(0, layers.size(), at, Math.min(into.byteSize() - done, size - at), place);
            readPlace(at, into.asSlice(done, place.bytes()));
            done += place.bytes();
        }
    }

    private void readPlace(long offset, MemorySegment into) throws IOException {
        switch (place.holding()) {
            case NOTHING, ZEROS -> into.fill((byte) 0);
            case DATA -> layers.get(place.layer()).file().read(place.host(), into);
            case COMPRESSED -> layers.get(place.layer()).readCompressed(place.host(), offset, into);
        }
    }

    /// Forgets what was read of tables, because a layer is being written.
    public void forget() throws IOException {
        for (var layer : layers) {
            layer.forget();
        }
    }
}
