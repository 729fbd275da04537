package dev.varve.image.transfer;

/// Writes nothing, and knows afterwards how many bytes would have been copied.
public final class CountingWriter implements LayerWriter {
    private final int unit;
    private final int parts;
    private long bytes;

    private CountingWriter(int unit, int parts) {
        this.unit = unit;
        this.parts = parts;
    }

    /// {@return a writer that has counted nothing yet}
    ///
    /// @param clusterSize of the image that would be written; 0 for raw
    public static CountingWriter of(int clusterSize, boolean extendedL2) {
        return new CountingWriter(Math.max(1, clusterSize), extendedL2 ? 32 : 1);
    }

    /// {@return the bytes so far}
    public long bytes() {
        return bytes;
    }

    @Override
    public int unit() {
        return unit;
    }

    @Override
    public int parts() {
        return parts;
    }

    @Override
    public void data(long at, long count, int layer, long host) {
        bytes += count;
    }

    @Override
    public void zeros(long at, long count) {}

    @Override
    public void mixed(long at, long count, int data, int zeros) {
        bytes += parts > 1 ? (long) Integer.bitCount(data) * (unit / parts) : Math.max(count, unit);
    }

    @Override
    public void begin(long size) {}

    @Override
    public void setSize(long size) {}

    @Override
    public void finish() {}

    @Override
    public void close() {}
}
