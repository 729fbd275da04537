package dev.varve.cli.svg;

import dev.varve.state.SnapshotMap.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Where each node of a map stands. What came later is further to the right; each last node has a row of
/// its own, and the way to the present state is the first row. A map that would be too wide is cut into
/// bands, which are read like lines of text.
///
/// @param placed no two of them overlap
/// @param links none of them crosses another, or passes through a node
record MapLayout(List<Placed> placed, List<Link> links, double width, double height) {
    /// Between two bands.
    private static final double BAND_GAP = 34;

    MapLayout {
        placed = List.copyOf(placed);
        links = List.copyOf(links);
    }

    /// Something in its place.
    record Placed(Spot spot, Box box) {}

    /// A line from one thing to what came after it.
    ///
    /// @param current whether it leads to the present state
    record Link(List<Point> points, boolean current) {
        Link {
            points = List.copyOf(points);
        }
    }

    /// {@return the layout of these trees}
    ///
    /// @param size how much room each thing needs
    /// @param columns how many nodes stand side by side at most; two more where that saves a cut
    static MapLayout of(List<Node> trees, Function<Spot, Size> size, int columns) {
        int deepest = trees.stream().mapToInt(MapLayout::depth).max().orElse(0);
        var cutter = new Bands(deepest <= columns + 2 ? deepest : columns);
        var placed = new ArrayList<Placed>();
        var links = new ArrayList<Link>();
        double width = 0;
        double y = 0;
        for (var band : cutter.of(trees)) {
            var grid = new Grid(band, size, y);
            placed.addAll(grid.placed());
            links.addAll(grid.links());
            width = Math.max(width, grid.width());
            y += grid.height() + BAND_GAP;
        }
        return new MapLayout(placed, links, width, Math.max(0, y - BAND_GAP));
    }

    private static int depth(Node tree) {
        return 1 + tree.next().stream().mapToInt(MapLayout::depth).max().orElse(0);
    }
}
