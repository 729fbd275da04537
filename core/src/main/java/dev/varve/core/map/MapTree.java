package dev.varve.core.map;

import java.util.List;
import java.util.stream.Stream;

/// A node of the picture and what came after it.
///
/// @param bytes of data that its own layers hold, of all disks: those down to the node before
/// @param current whether it is the present state, or that lies on it
/// @param next what leads to the present state first, then the older before the younger
public record MapTree(MapNode node, long bytes, boolean current, List<MapTree> next) {
    public MapTree {
        next = List.copyOf(next);
    }

    /// {@return the node with so many bytes more}
    MapTree with(long more) {
        return new MapTree(node, bytes + more, current, next);
    }

    /// {@return this and all that came after it}
    public Stream<MapTree> all() {
        return Stream.concat(Stream.of(this), next.stream().flatMap(MapTree::all));
    }
}
