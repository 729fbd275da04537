package dev.varve.image.qcow2.write;

import dev.varve.image.io.ImageFile;
import dev.varve.image.layer.LayerStack;
import dev.varve.image.qcow2.LongList;
import dev.varve.image.qcow2.meta.L2Entry;
import dev.varve.image.transfer.Copying;
import java.io.IOException;
import java.util.Arrays;

/// The clusters whose data is to be copied as it is.
///
/// New ones get their places in the order in which their layer's file has them, whatever the order on
/// the disk: so a layer that was written at random is copied from one end to the other.
final class Moves {
    /// As many as an index can tell apart in [#order].
    static final int MAX = 1 << 18;

    private static final int INDEX_BITS = 18;

    /// Places are compared by 4 KiB, for their number and an index to fit 64 bits.
    private static final int PLACE_BITS = 12;

    private final LongList layers = new LongList();
    private final LongList hosts = new LongList();
    private final LongList targets = new LongList();
    private final LongList changes = new LongList();

    /// @param target where the data goes; 0 for a new place
    /// @param change the change that will name the new place; -1 if none
    void add(int layer, long host, long target, int change) {
        layers.add(layer);
        hosts.add(host);
        targets.add(target);
        changes.add(change);
    }

    int size() {
        return layers.size();
    }

    /// Gives places to those that have none.
    void place(Refcounts refcounts, EntryChanges entries) throws IOException {
        for (int layer : usedLayers()) {
            var waiting = new LongList();
            for (int i = 0; i < size(); i++) {
                if (targets.get(i) == 0 && layers.get(i) == layer) {
                    waiting.add(order(hosts.get(i), i));
                }
            }
            waiting.sort();
            for (int k = 0; k < waiting.size(); k++) {
                int i = index(waiting.get(k));
                targets.set(i, refcounts.take(1));
                entries.setWord((int) changes.get(i), targets.get(i) | L2Entry.COPIED);
            }
        }
    }

    private int[] usedLayers() {
        var used = new boolean[1 + (int) max(layers)];
        for (int i = 0; i < size(); i++) {
            used[(int) layers.get(i)] = true;
        }
        var result = new int[used.length];
        int count = 0;
        for (int layer = 0; layer < used.length; layer++) {
            if (used[layer]) {
                result[count++] = layer;
            }
        }
        return Arrays.copyOf(result, count);
    }

    private static long max(LongList list) {
        long max = 0;
        for (int i = 0; i < list.size(); i++) {
            max = Math.max(max, list.get(i));
        }
        return max;
    }

    /// Is told of each place before it is written.
    interface Places {
        void filling(long at, long bytes) throws IOException;
    }

    /// Copies all, in the order of their places, as many at once as lie side by side in both files.
    void copy(ImageFile file, LayerStack stack, int clusterSize, Copying copying, Places places)
            throws IOException {
        var order = new LongList();
        for (int i = 0; i < size(); i++) {
            order.add(order(targets.get(i), i));
        }
        order.sort();
        for (int k = 0; k < order.size(); ) {
            int first = index(order.get(k));
            long bytes = clusterSize;
            k++;
            while (k < order.size() && continues(first, bytes, index(order.get(k)))) {
                bytes += clusterSize;
                k++;
            }
            var source = stack.layer((int) layers.get(first)).file();
            places.filling(targets.get(first), bytes);
            copying.copy(source, hosts.get(first), file, targets.get(first), bytes);
        }
    }

    private boolean continues(int first, long bytes, int next) {
        return layers.get(next) == layers.get(first)
                && hosts.get(next) == hosts.get(first) + bytes
                && targets.get(next) == targets.get(first) + bytes;
    }

    private static long order(long place, int index) {
        return place >>> PLACE_BITS << INDEX_BITS | index;
    }

    private static int index(long order) {
        return (int) (order & (MAX - 1));
    }

    void clear() {
        layers.clear();
        hosts.clear();
        targets.clear();
        changes.clear();
    }
}
