package dev.varve.image.transfer;

import dev.varve.image.layer.LayerExtent;
import dev.varve.image.layer.LayerReader;
import java.io.IOException;

/// Writes nothing, and knows afterwards how many bytes of data the layer would be given that it has no place for: a
/// lower bound of what its file grows by.
public final class GrowthWriter extends ByteCounter {
    private final LayerReader layer;
    private final LayerExtent place = new LayerExtent();

    /// @param layer that would be written
    /// @param clusterSize of its image; 0 for raw
    public GrowthWriter(LayerReader layer, int clusterSize, boolean extendedL2) {
        super(clusterSize, extendedL2);
        this.layer = layer;
    }

    @Override
    public void data(long at, long count, int from, long host) throws IOException {
        long end = Math.min(at + count, layer.size());
        count(at + count - Math.max(at, end));
        for (long done = at; done < end; done += place.bytes()) {
            layer.find(done, end - done, place);
            if (lacksPlace()) {
                count(place.bytes());
            }
        }
    }

    /// Zeros in a qcow2 may have a place. In a raw image they are a hole.
    private boolean lacksPlace() {
        return switch (place.holding()) {
            case NOTHING, COMPRESSED -> true;
            case DATA -> false;
            case ZEROS -> unit() == 1;
        };
    }

    @Override
    public void mixed(long at, long count, int data, int zeros) throws IOException {
        if (data != 0) {
            data(at, count, 0, 0);
        }
    }
}
