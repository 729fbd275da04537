package dev.varve.image.transfer;

/// Writes nothing, and knows afterwards how many bytes of data it was told.
abstract sealed class ByteCounter implements LayerWriter permits CountingWriter, GrowthWriter {
    private final int unit;
    private final int parts;
    private long bytes;

    /// @param clusterSize of the image that would be written; 0 for raw
    ByteCounter(int clusterSize, boolean extendedL2) {
        this.unit = Math.max(1, clusterSize);
        this.parts = extendedL2 ? 32 : 1;
    }

    /// {@return the bytes so far}
    public final long bytes() {
        return bytes;
    }

    final void count(long more) {
        bytes += more;
    }

    @Override
    public final int unit() {
        return unit;
    }

    @Override
    public final int parts() {
        return parts;
    }

    @Override
    public final void zeros(long at, long count) {}

    @Override
    public final void begin(long size) {}

    @Override
    public final void setSize(long size) {}

    @Override
    public final void finish() {}

    @Override
    public final void close() {}
}
