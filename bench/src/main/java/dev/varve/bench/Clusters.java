package dev.varve.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;

/// Which clusters an overlay holds.
enum Clusters {
    OVERWRITTEN,
    NEW,
    RANDOM;

    private static final int CLUSTER_KIB = 64;

    /// {@return what qemu-io has to write}
    ///
    /// @param disk the size of the disk in MiB
    /// @param mebibytes how many are written; new ones behind as many
    /// @param pattern the byte, and what is random
    String writes(int disk, int mebibytes, int pattern) {
        var writes = new StringBuilder();
        switch (this) {
            case OVERWRITTEN, NEW -> {
                int first = this == NEW ? mebibytes : 0;
                for (int i = first; i < first + mebibytes; i++) {
                    writes.append("write -q -P %d %dM 1M%n".formatted(pattern, i));
                }
            }
            case RANDOM -> {
                var places = new ArrayList<Integer>();
                for (int i = 0; i < disk * 1024 / CLUSTER_KIB; i++) {
                    places.add(i);
                }
                Collections.shuffle(places, new Random(pattern));
                for (int place : places.subList(0, mebibytes * 1024 / CLUSTER_KIB)) {
                    writes.append(
                            "write -q -P %d %dk %dk%n"
                                    .formatted(pattern, (long) place * CLUSTER_KIB, CLUSTER_KIB));
                }
            }
        }
        return writes.toString();
    }
}
