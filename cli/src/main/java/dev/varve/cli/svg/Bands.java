package dev.varve.cli.svg;

import dev.varve.state.SnapshotMap.Node;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Cuts trees into bands of so many columns. At each cut there is a jump to the band that goes on there; these
/// are numbered from top to bottom, and what goes on with the first row of a band comes right below it.
final class Bands {
    private final int columns;
    private final List<Node> beginnings = new ArrayList<>();
    private final IdentityHashMap<Node, Integer> numbers = new IdentityHashMap<>();

    Bands(int columns) {
        this.columns = columns;
    }

    /// A tree of things, each in the column behind the one before.
    record Cell(Spot spot, List<Cell> next) {
        Cell {
            next = List.copyOf(next);
        }
    }

    /// {@return what each band begins with}
    List<List<Cell>> of(List<Node> trees) {
        trees.forEach(tree -> cut(tree, 1));
        var bands = new ArrayList<List<Cell>>();
        bands.add(trees.stream().map(tree -> cell(tree, 1)).toList());
        beginnings.forEach(tree -> bands.add(List.of(arrival(tree))));
        return bands;
    }

    private void cut(Node tree, int column) {
        cuts(tree, column)
                .toList()
                .forEach(next -> {
                    beginnings.add(next);
                    numbers.put(next, beginnings.size());
                    cut(next, 1);
                });
    }

    /// What doesn't fit into the band of a tree, from top to bottom.
    private Stream<Node> cuts(Node tree, int column) {
        return column < columns
                ? tree.next().stream().flatMap(next -> cuts(next, column + 1))
                : tree.next().stream();
    }

    private Cell arrival(Node tree) {
        return new Cell(jump(tree, false), List.of(cell(tree, 1)));
    }

    private Cell cell(Node tree, int column) {
        return new Cell(
                new Spot.Node(tree),
                tree.next().stream()
                        .map(next ->
                                column < columns
                                        ? cell(next, column + 1)
                                        : new Cell(jump(next, true), List.of()))
                        .toList());
    }

    private Spot jump(Node tree, boolean leaves) {
        int number = Optional.ofNullable(numbers.get(tree)).orElseThrow();
        return new Spot.Jump(number, leaves, tree.current());
    }
}
