package dev.varve.image.qcow2.write;

import dev.varve.image.qcow2.LongList;

/// The L2 entries that are to be written, by ascending cluster.
final class EntryChanges {
    private final LongList clusters = new LongList();
    private final LongList words = new LongList();
    private final LongList parts = new LongList();

    /// {@return the change's place}
    int add(long cluster, long word, long parts) {
        clusters.add(cluster);
        words.add(word);
        this.parts.add(parts);
        return clusters.size() - 1;
    }

    /// Gives the change the data's place, known by now.
    void setWord(int index, long word) {
        words.set(index, word);
    }

    long cluster(int index) {
        return clusters.get(index);
    }

    long word(int index) {
        return words.get(index);
    }

    long parts(int index) {
        return parts.get(index);
    }

    int size() {
        return clusters.size();
    }

    void clear() {
        clusters.clear();
        words.clear();
        parts.clear();
    }
}
