package dev.varve.cli.command;

import dev.varve.cli.change.Bytes;
import dev.varve.cli.session.Session;
import dev.varve.cli.session.Shown;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.core.chain.LayerForest;
import dev.varve.core.chain.LayerTree;
import dev.varve.core.chain.Opened;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.doctor.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A forest of layers for people: as a table whose first column is the tree, and as a graph.
///
/// @param title what the forest is of
/// @param viewed the domain that is looked at, which need not be named at each row
record ChainText(String title, Optional<DomainRef> viewed) {
    private static final List<String> HEADER =
            List.of("Image", "Format", "Virtual", "Allocated", "Exclusive", "Needed by");

    private static final List<String> WITH_FINDINGS =
            List.of(
                    "Image",
                    "Format",
                    "Virtual",
                    "Allocated",
                    "Exclusive",
                    "Findings",
                    "Needed by");

    /// {@return the table, with a column of findings where there are any}
    String tree(Session session, LayerForest forest) {
        boolean sound =
                forest.trees().stream()
                        .flatMap(LayerTree::all)
                        .allMatch(tree -> tree.findings().isEmpty());
        var charset = TerminalCharset.of(session.environment());
        var table = new Table(charset, sound ? HEADER : WITH_FINDINGS);
        for (var tree : forest.trees()) {
            add(table, sound, tree, tree.layer().path().toString(), "");
        }
        return table.toString(!session.quiet());
    }

    private void add(Table table, boolean sound, LayerTree tree, String name, String indent) {
        var layer = tree.layer();
        table.add(row(sound, tree, name));
        var overlays = tree.overlays();
        for (int i = 0; i < overlays.size(); i++) {
            var below = indent + (i == overlays.size() - 1 ? "    " : "  | ");
            var path = overlays.get(i).layer().path();
            add(table, sound, overlays.get(i), indent + "  +- " + name(path, layer.path()), below);
        }
    }

    private List<String> row(boolean sound, LayerTree tree, String name) {
        var layer = tree.layer();
        var row = new ArrayList<String>();
        row.add(name);
        row.add(layer.format().formatName());
        row.add(Bytes.text(layer.virtualSize()));
        row.add(allocated(layer));
        row.add(tree.exclusiveBytes().map(Bytes::text).orElse("-"));
        if (!sound) {
            row.add(words(tree));
        }
        row.add(String.join(", ", needs(tree)));
        return row;
    }

    /// A block device takes no room of a file system.
    private static String allocated(Layer layer) {
        return layer.file()
                .filter(_ -> !layer.block())
                .map(file -> Bytes.text(file.allocatedBytes()))
                .orElse("-");
    }

    private static String words(LayerTree tree) {
        return tree.findings().isEmpty()
                ? "-"
                : tree.findings().stream()
                        .map(Finding::word)
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    /// Beside the image below, the name tells enough.
    private static String name(Path image, Path below) {
        return image.resolveSibling("").equals(below.resolveSibling(""))
                ? image.getFileName().toString()
                : image.toString();
    }

    private List<String> needs(LayerTree tree) {
        var needs = new ArrayList<String>();
        tree.pins().forEach(pin -> needs.add(pin.describe(viewed)));
        if (tree.pins().isEmpty() && tree.overlays().size() > 1) {
            needs.add(tree.overlays().size() + " overlays");
        }
        if (tree.open() == Opened.BY_GUEST) {
            needs.add("open"); // Another program that has it open is among the pins.
        }
        tree.missing().ifPresent(needs::add);
        return needs.isEmpty() ? List.of("-") : needs;
    }

    /// {@return the graph, in which what was found stands in a note at its layer}
    String dot(LayerForest forest) {
        var graph = new StringBuilder();
        forest.trees().stream().flatMap(LayerTree::all).forEach(tree -> draw(graph, tree));
        return "digraph %s {\n  rankdir=BT;\n  node [shape=box];\n%s}\n"
                .formatted(quoted(title), graph);
    }

    private void draw(StringBuilder graph, LayerTree tree) {
        var image = quoted(tree.layer().path().toString());
        var label = quoted(tree.layer().path() + "\n" + String.join(", ", needs(tree)));
        graph.append("  %s [label=%s];\n".formatted(image, label));
        if (!tree.findings().isEmpty()) {
            note(graph, tree, image);
        }
        for (var overlay : tree.overlays()) {
            var above = quoted(overlay.layer().path().toString());
            graph.append("  %s -> %s;\n".formatted(above, image));
        }
    }

    private static void note(StringBuilder graph, LayerTree tree, String image) {
        var note = quoted("note on " + tree.layer().path());
        var text =
                tree.findings().stream()
                        .map(finding -> finding.word() + ": " + finding.message())
                        .collect(Collectors.joining("\n"));
        graph.append(
                "  %s [shape=note, style=filled, fillcolor=\"#ffe9c7\", color=\"#a04000\", label=%s];\n"
                        .formatted(note, quoted(text)));
        graph.append(
                "  %s -> %s [style=dashed, dir=none, color=\"#a04000\"];\n".formatted(note, image));
    }

    private static String quoted(String text) {
        // A name may have any character, and a terminal obeys some.
        return "\""
                + Shown.of(text)
                        .replace("\t", "\\x09")
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                + "\"";
    }
}
