package dev.varve.image.qcow2.check;

/// Counts of the clusters that a byte has no room for: a hash table without objects.
final class ManyReferences {
    private static final int WORDS = 4;
    private static final long HASH = 0x9e37_79b9_7f4a_7c15L;

    /// For each slot the cluster's number + 1 or 0, then references, copied, plain.
    private long[] table = new long[64 * WORDS];

    private int size;

    int size() {
        return size;
    }

    void add(long cluster, long references, long copied, long plain) {
        int slot = slot(cluster);
        if (table[slot] == 0) {
            table[slot] = cluster + 1;
            size++;
        }
        table[slot + 1] += references;
        table[slot + 2] += copied;
        table[slot + 3] += plain;
        if (size * 2 * WORDS > table.length) {
            rehash(table.length * 2, Long.MAX_VALUE);
        }
    }

    long references(long cluster) {
        return table[slot(cluster) + 1];
    }

    long copied(long cluster) {
        return table[slot(cluster) + 2];
    }

    long plain(long cluster) {
        return table[slot(cluster) + 3];
    }

    /// Forgets the clusters from `end` on.
    void dropFrom(long end) {
        rehash(table.length, end);
    }

    private int slot(long cluster) {
        int slots = table.length / WORDS;
        int i = (int) ((cluster * HASH) >>> 32) & (slots - 1);
        while (table[i * WORDS] != 0 && table[i * WORDS] != cluster + 1) {
            i = (i + 1) & (slots - 1);
        }
        return i * WORDS;
    }

    private void rehash(int length, long end) {
        long[] old = table;
        table = new long[length];
        size = 0;
        for (int i = 0; i < old.length; i += WORDS) {
            if (old[i] != 0 && old[i] <= end) {
                int slot = slot(old[i] - 1);
                System.arraycopy(old, i, table, slot, WORDS);
                size++;
            }
        }
    }
}
