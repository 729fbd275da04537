package dev.varve.cli.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Snapshots drawn as a tree, with virsh's lines.
///
/// @param entries in the order in which children follow each other
public record SnapshotTree(List<Entry> entries) {
    /// A snapshot.
    ///
    /// @param parent absent for a root; an entry whose parent isn't among the entries is not drawn
    public record Entry(String name, Optional<String> parent) {}

    public SnapshotTree {
        entries = List.copyOf(entries);
    }

    @Override
    public String toString() {
        var drawing =
                new Drawing(
                        entries.stream().collect(Collectors.groupingBy(Entry::parent)),
                        new StringBuilder());
        drawing.children(Optional.empty()).forEach(root -> drawing.draw(root.name(), "", "", true));
        return drawing.out().toString();
    }

    private record Drawing(Map<Optional<String>, List<Entry>> byParent, StringBuilder out) {
        List<Entry> children(Optional<String> parent) {
            return byParent.getOrDefault(parent, List.of());
        }

        /// Draws a snapshot behind `prefix`, and what is below it behind `indent`.
        void draw(String name, String prefix, String indent, boolean isLast) {
            out.append(prefix).append(name).append('\n');
            var children = children(Optional.of(name));
            if (!children.isEmpty()) {
                out.append(indent).append("  |\n");
            } else if (isLast) {
                out.append(indent).append('\n');
            }
            for (int i = 0; i < children.size(); i++) {
                var last = i == children.size() - 1;
                var below = indent + (last ? "    " : "  | ");
                draw(children.get(i).name(), indent + "  +- ", below, last);
            }
        }
    }
}
