package dev.varve.image.layer;

/// Where [LayerReader#find] and [LayerStack#find] put their answer: changed by each call, so that walking
/// a disk of millions of clusters makes no object for any.
public final class LayerExtent {
    private Holding holding = Holding.NOTHING;
    private long bytes;
    private long host;
    private int layer;

    /// {@return how all bytes of the place are held}
    public Holding holding() {
        return holding;
    }

    /// {@return how many bytes from the asked offset on are held so; at least 1}
    public long bytes() {
        return bytes;
    }

    /// {@return for [Holding#DATA] the offset of the first byte in the layer's file; for
    /// [Holding#COMPRESSED] the L2 entry}
    public long host() {
        return host;
    }

    /// {@return the layer that holds them, 0 for the top of the stack}
    public int layer() {
        return layer;
    }

    public void set(Holding holding, long bytes, long host) {
        this.holding = holding;
        this.bytes = bytes;
        this.host = host;
    }

    void in(int layer) {
        this.layer = layer;
    }
}
