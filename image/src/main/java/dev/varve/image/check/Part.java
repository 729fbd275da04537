package dev.varve.image.check;

/// What a cluster of an image's file is for.
public enum Part {
    HEADER("the header"),
    L1_TABLE("the L1 table"),
    L2_TABLE("an L2 table"),
    DATA("data"),
    REFCOUNT_TABLE("the refcount table"),
    REFCOUNT_BLOCK("a refcount block"),
    SNAPSHOT_TABLE("the snapshot table"),
    SNAPSHOT_L1_TABLE("a snapshot's L1 table"),
    ENCRYPTION_HEADER("the encryption header"),
    BITMAP_DIRECTORY("the bitmap directory"),
    BITMAP_TABLE("a bitmap table"),
    BITMAP("a bitmap");

    private final String text;

    Part(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
