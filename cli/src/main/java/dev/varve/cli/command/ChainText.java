package dev.varve.cli.command;

import dev.varve.cli.change.Bytes;
import dev.varve.cli.session.Session;
import dev.varve.cli.session.Shown;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.state.Finding;
import dev.varve.state.Layer;
import dev.varve.state.LayerForest;
import dev.varve.state.Pin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A forest of layers for people: as a table whose first column is the tree, and as a graph.
///
/// @param title what the forest is of
/// @param viewed the domain that is looked at, which need not be named at each row
record ChainText(String title, Optional<String> viewed) {
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
        boolean sound = forest.all().allMatch(layer -> layer.findings().isEmpty());
        var charset = TerminalCharset.of(session.environment());
        var table = new Table(charset, sound ? HEADER : WITH_FINDINGS);
        for (var layer : forest.trees()) {
            add(table, sound, layer, layer.image().toString(), "");
        }
        return table.toString(!session.quiet());
    }

    private void add(Table table, boolean sound, Layer layer, String name, String indent) {
        table.add(row(sound, layer, name));
        var overlays = layer.overlays();
        for (int i = 0; i < overlays.size(); i++) {
            var below = indent + (i == overlays.size() - 1 ? "    " : "  | ");
            var path = overlays.get(i).image();
            add(table, sound, overlays.get(i), indent + "  +- " + name(path, layer.image()), below);
        }
    }

    private List<String> row(boolean sound, Layer layer, String name) {
        var row = new ArrayList<String>();
        row.add(name);
        row.add(layer.format());
        row.add(Bytes.text(layer.virtualSize()));
        row.add(allocated(layer));
        row.add(layer.exclusive().map(Bytes::text).orElse("-"));
        if (!sound) {
            row.add(words(layer));
        }
        row.add(String.join(", ", needs(layer)));
        return row;
    }

    /// A block device takes no room of a file system.
    private static String allocated(Layer layer) {
        return layer.file()
                .filter(_ -> !layer.block())
                .map(file -> Bytes.text(file.allocated()))
                .orElse("-");
    }

    private static String words(Layer layer) {
        return layer.findings().isEmpty()
                ? "-"
                : layer.findings().stream()
                        .map(Finding::kind)
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    /// Beside the image below, the name tells enough.
    private static String name(Path image, Path below) {
        return image.resolveSibling("").equals(below.resolveSibling(""))
                ? image.getFileName().toString()
                : image.toString();
    }

    private List<String> needs(Layer layer) {
        var needs = new ArrayList<String>();
        layer.pins().forEach(pin -> needs.add(described(pin)));
        if (layer.pins().isEmpty() && layer.overlays().size() > 1) {
            needs.add(layer.overlays().size() + " overlays");
        }
        if (layer.opened() == Layer.Opened.BY_GUEST) {
            needs.add("open"); // Another program that has it open is among the pins.
        }
        layer.missing().ifPresent(needs::add);
        return needs.isEmpty() ? List.of("-") : needs;
    }

    private String described(Pin pin) {
        return viewed.map(pin::describeFor).orElseGet(pin::describe);
    }

    /// {@return the graph, in which what was found stands in a note at its layer}
    String dot(LayerForest forest) {
        var graph = new StringBuilder();
        forest.all().forEach(layer -> draw(graph, layer));
        return "digraph %s {\n  rankdir=BT;\n  node [shape=box];\n%s}\n"
                .formatted(quoted(title), graph);
    }

    private void draw(StringBuilder graph, Layer layer) {
        var image = quoted(layer.image().toString());
        var label = quoted(layer.image() + "\n" + String.join(", ", needs(layer)));
        graph.append("  %s [label=%s];\n".formatted(image, label));
        if (!layer.findings().isEmpty()) {
            note(graph, layer, image);
        }
        for (var overlay : layer.overlays()) {
            var above = quoted(overlay.image().toString());
            graph.append("  %s -> %s;\n".formatted(above, image));
        }
    }

    private static void note(StringBuilder graph, Layer layer, String image) {
        var note = quoted("note on " + layer.image());
        var text =
                layer.findings().stream()
                        .map(finding -> finding.kind() + ": " + finding.message())
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
