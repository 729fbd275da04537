package dev.varve.cli.svg;

import dev.varve.cli.svg.MapLayout.Link;
import dev.varve.cli.svg.MapLayout.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One band: columns as wide as their widest things, rows as high as their highest. A thing stands in the
/// row of what comes after it first, so that rows below it in its column are its own descendants', and
/// lines have the gap between two columns to themselves.
final class Grid {
    private static final double COLUMN_GAP = 40;
    private static final double ROW_GAP = 16;

    /// From the top of a row to where lines meet what stands in it.
    private static final double SPINE = 24;

    private final Function<Spot, Size> size;
    private final List<Double> widths = new ArrayList<>();
    private final List<Double> heights = new ArrayList<>();
    private final List<Seat> seats = new ArrayList<>();
    private final double top;

    private record Seat(Spot spot, Size size, int column, int row, List<Seat> next) {}

    Grid(List<Bands.Cell> cells, Function<Spot, Size> size, double top) {
        this.size = size;
        this.top = top;
        cells.forEach(cell -> seat(cell, 0, heights.size()));
    }

    private Seat seat(Bands.Cell cell, int column, int row) {
        var room = size.apply(cell.spot());
        widen(widths, column, room.width());
        widen(heights, row, Math.max(room.height(), 2 * SPINE));
        var next = new ArrayList<Seat>();
        for (var after : cell.next()) {
            next.add(seat(after, column + 1, next.isEmpty() ? row : heights.size()));
        }
        var seat = new Seat(cell.spot(), room, column, row, next);
        seats.add(seat);
        return seat;
    }

    private static void widen(List<Double> all, int at, double by) {
        if (at == all.size()) {
            all.add(by);
        } else {
            all.set(at, Math.max(all.get(at), by));
        }
    }

    double width() {
        return left(widths.size()) - COLUMN_GAP;
    }

    double height() {
        return y(heights.size()) - ROW_GAP - top;
    }

    private double left(int column) {
        return before(widths, column) + column * COLUMN_GAP;
    }

    private double y(int row) {
        return top + before(heights, row) + row * ROW_GAP;
    }

    private static double before(List<Double> all, int end) {
        return all.subList(0, end).stream().mapToDouble(Double::doubleValue).sum();
    }

    List<Placed> placed() {
        return seats.stream().map(seat -> new Placed(seat.spot(), box(seat))).toList();
    }

    /// What is lower than a row hangs at the height of its lines.
    private Box box(Seat seat) {
        return new Box(
                left(seat.column()),
                y(seat.row()) + Math.max(0, SPINE - seat.size().height() / 2),
                seat.size().width(),
                seat.size().height());
    }

    List<Link> links() {
        return seats.stream()
                .flatMap(seat -> seat.next().stream().map(next -> link(seat, next)))
                .toList();
    }

    private Link link(Seat from, Seat to) {
        var start = new Point(box(from).right(), y(from.row()) + SPINE);
        var end = new Point(left(to.column()), y(to.row()) + SPINE);
        double trunk = end.x() - COLUMN_GAP / 2;
        return new Link(
                from.row() == to.row()
                        ? List.of(start, end)
                        : List.of(
                                start, new Point(trunk, start.y()), new Point(trunk, end.y()), end),
                to.spot().current());
    }
}
