package dev.varve.testing.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Clusters that guests wrote.
record Writes(Map<Contents.Head, SortedMap<Integer, Integer>> clusters) {
    static Writes none() {
        return new Writes(new HashMap<>());
    }

    void add(Contents.Head head, int cluster, int value) {
        clusters.computeIfAbsent(head, _ -> new TreeMap<>()).put(cluster, value);
    }

    SortedMap<Integer, Integer> over(Contents.Head head, SortedMap<Integer, Integer> contents) {
        var all = new TreeMap<>(contents);
        all.putAll(clusters.getOrDefault(head, new TreeMap<>()));
        return all;
    }

    SortedMap<Integer, Integer> without(Contents.Head head, SortedMap<Integer, Integer> contents) {
        var rest = new TreeMap<>(contents);
        rest.keySet().removeAll(clusters.getOrDefault(head, new TreeMap<>()).keySet());
        return rest;
    }

    List<Contents.Head> heads() {
        return List.copyOf(clusters.keySet());
    }
}
