package dev.varve.image.qcow2.check;

import java.util.Arrays;

/// How often each cluster of the file is used, in a byte per cluster, for a window of the clusters:
///
/// ```text
/// bits 0-5   references; 63: more than a byte has room for, and bits 6 and 7 mean nothing
/// bit  6     one reference is by an active entry that says that the refcount is 1 ("copied")
/// bit  7     one reference is by an active entry that doesn't say so ("plain")
/// ```
///
/// The window begins where it is told to and ends where memory does: bytes are made in chunks as
/// they are touched, and when there are too many, the window loses its last ones. What lies outside
/// is counted in another pass.
final class ReferenceCounts {
    static final int CHUNK_BITS = 12;
    static final int CHUNK = 1 << CHUNK_BITS;

    /// QEMU checks no file of more clusters, either; one more may begin before the end of the file.
    static final long CLUSTERS_MAX = 1L << 31;

    static final int ONE = 1;
    static final int COPIED = 1 << 6;
    static final int PLAIN = 1 << 7;

    /// A chunk that nothing touched.
    private static final byte[] NOTHING = {};

    private static final int MANY = 63;

    /// Of 16 bytes and some room each.
    private static final int MANY_MAX = 1 << 15;

    private final long start;
    private final int chunksMax;
    private final ManyReferences many = new ManyReferences();
    private byte[][] chunks = {};
    private long end = CLUSTERS_MAX;
    private int made;
    private int top;

    /// @param start the first cluster of the window, where a chunk begins
    /// @param chunksMax at least 1
    ReferenceCounts(long start, int chunksMax) {
        this.start = start;
        this.chunksMax = chunksMax;
    }

    long start() {
        return start;
    }

    /// {@return the cluster behind the last that was counted}
    long end() {
        return end;
    }

    boolean covers(long cluster) {
        return cluster >= start && cluster < end;
    }

    /// Counts, or not if the cluster is outside the window.
    ///
    /// @param cluster below [#CLUSTERS_MAX]
    /// @param references none only touches
    /// @param copied the entries that say that the refcount is 1
    /// @param plain the entries that could, and don't
    void add(long cluster, long references, long copied, long plain) {
        if (!covers(cluster)) {
            return;
        }
        int index = (int) (cluster >>> CHUNK_BITS);
        if (index >= chunks.length || chunks[index].length == 0) {
            make(index);
            if (!covers(cluster)) {
                return;
            }
        }
        byte[] chunk = chunks[index];
        int at = (int) cluster & (CHUNK - 1);
        int use = chunk[at] & 0xff;
        long sum = (use & MANY) + references;
        long copies = ((use >>> 6) & 1) + copied;
        long plains = ((use >>> 7) & 1) + plain;
        if ((use & MANY) != MANY && sum < MANY && copies <= 1 && plains <= 1) {
            chunk[at] = (byte) (sum | (copies << 6) | (plains << 7));
        } else {
            addMany(cluster, chunk, references, copied, plain);
        }
    }

    private void addMany(long cluster, byte[] chunk, long references, long copied, long plain) {
        int at = (int) cluster & (CHUNK - 1);
        if ((chunk[at] & MANY) != MANY) {
            many.add(cluster, references(cluster), copied(cluster), plain(cluster));
            chunk[at] = MANY;
        }
        many.add(cluster, references, copied, plain);
        while (many.size() > MANY_MAX && made > 1) {
            dropTop();
        }
    }

    private void make(int index) {
        if (index >= chunks.length) {
            int before = chunks.length;
            chunks = Arrays.copyOf(chunks, Math.max(index + 1, 2 * before));
            Arrays.fill(chunks, before, chunks.length, NOTHING);
        }
        chunks[index] = new byte[CHUNK];
        made++;
        top = Math.max(top, index);
        while (made > chunksMax) {
            dropTop();
        }
    }

    private void dropTop() {
        chunks[top] = NOTHING;
        made--;
        end = (long) top << CHUNK_BITS;
        if (many.size() > 0) {
            many.dropFrom(end);
        }
        while (top > 0 && chunks[top].length == 0) {
            top--;
        }
    }

    /// {@return the bytes of the 4,096 clusters from `index` times that on; none if untouched}
    byte[] chunk(int index) {
        return index < chunks.length ? chunks[index] : NOTHING;
    }

    /// {@return the chunks up to the last one that was touched}
    int chunks() {
        return made == 0 ? 0 : top + 1;
    }

    long references(long cluster) {
        int use = use(cluster);
        return (use & MANY) == MANY ? many.references(cluster) : use & MANY;
    }

    /// {@return how many active entries say that the refcount is 1}
    long copied(long cluster) {
        int use = use(cluster);
        return (use & MANY) == MANY ? many.copied(cluster) : (use >>> 6) & 1;
    }

    /// {@return how many active entries don't say that the refcount is 1}
    long plain(long cluster) {
        int use = use(cluster);
        return (use & MANY) == MANY ? many.plain(cluster) : (use >>> 7) & 1;
    }

    private int use(long cluster) {
        int index = (int) (cluster >>> CHUNK_BITS);
        byte[] chunk = chunk(index);
        return chunk.length == 0 ? 0 : chunk[(int) cluster & (CHUNK - 1)] & 0xff;
    }
}
