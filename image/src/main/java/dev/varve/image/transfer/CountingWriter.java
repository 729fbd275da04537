package dev.varve.image.transfer;

/// Writes nothing, and knows afterwards how many bytes would have been copied.
public final class CountingWriter extends ByteCounter {
    /// Nothing is counted yet.
    ///
    /// @param clusterSize of the image that would be written; 0 for raw
    public CountingWriter(int clusterSize, boolean extendedL2) {
        super(clusterSize, extendedL2);
    }

    @Override
    public void data(long at, long count, int layer, long host) {
        count(count);
    }

    @Override
    public void mixed(long at, long count, int data, int zeros) {
        count(
                parts() > 1
                        ? (long) Integer.bitCount(data) * (unit() / parts())
                        : Math.max(count, unit()));
    }
}
