package dev.varve.cli.svg;

import dev.varve.cli.change.Bytes;
import dev.varve.cli.text.Ago;
import dev.varve.state.SnapshotMap;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/// The map of a domain's snapshots, drawn. The document needs nothing beside itself: no script, no font, no
/// style sheet.
public final class MapPicture {
    /// What every picture begins with, so that it is known again.
    public static final String MARK = " drawn by varve map ";

    /// Beside each other; what is longer goes on below.
    private static final int COLUMNS = 6;

    private static final double MARGIN = 28;
    private static final double HEADER = 76;
    private static final double NARROWEST = 640;
    private static final double ROUND = 9;
    private static final String FONTS =
            "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial,"
                    + " sans-serif";
    private static final String GREY = "#555555";

    private final SnapshotMap map;
    private final Ago ago;
    private final Cards cards;
    private final MapLayout layout;
    private final Svg svg = new Svg(MARK);

    private MapPicture(SnapshotMap map, ZonedDateTime now) {
        this.map = map;
        this.ago = new Ago(now);
        this.cards = new Cards(ago);
        this.layout = MapLayout.of(map.roots(), spot -> cards.of(spot).size(), COLUMNS);
    }

    /// {@return the document}
    ///
    /// @param now the present, in the zone whose dates are shown
    public static String of(SnapshotMap map, ZonedDateTime now) {
        return new MapPicture(map, now).draw();
    }

    private String draw() {
        double width = Math.max(NARROWEST, layout.width()) + 2 * MARGIN;
        var shown = layout.placed().stream().map(placed -> cards.of(placed.spot())).toList();
        var legend = new Legend(shown, width - 2 * MARGIN);
        double legendTop = HEADER + MARGIN + layout.height() + MARGIN;
        begin(width, legendTop + legend.height() + MARGIN);
        header(width - 2 * MARGIN);
        svg.start("g").with("transform", move(MARGIN, HEADER + MARGIN));
        layout.links().stream().filter(link -> !link.current()).forEach(this::link);
        layout.links().stream().filter(MapLayout.Link::current).forEach(this::link);
        var pen = new CardPen(svg);
        layout.placed().forEach(placed -> pen.draw(cards.of(placed.spot()), placed.box()));
        svg.end();
        svg.start("g").with("transform", move(MARGIN, legendTop));
        legend.draw(svg);
        return svg.end().end().document();
    }

    static String move(double x, double y) {
        return "translate(" + Svg.number(x) + " " + Svg.number(y) + ")";
    }

    private void begin(double width, double height) {
        svg.with("version", "1.1")
                .with("width", Math.ceil(width))
                .with("height", Math.ceil(height))
                .with(
                        "viewBox",
                        "0 0 " + Svg.number(Math.ceil(width)) + " " + Svg.number(Math.ceil(height)))
                .with("font-family", FONTS)
                .with("role", "img")
                .with("aria-labelledby", "title summary");
        svg.start("title").with("id", "title").text("Snapshots of " + name()).end();
        svg.start("desc").with("id", "summary").text(summary()).end();
        svg.start("rect")
                .with("width", "100%")
                .with("height", "100%")
                .with("fill", "#ffffff")
                .end();
    }

    private String name() {
        return Lettering.clean(map.domain());
    }

    private void header(double room) {
        svg.start("text").with("x", MARGIN).with("y", 46).with("font-size", Lettering.TITLE.size());
        svg.with("font-weight", "bold").with("fill", "#111111");
        svg.text(Lettering.TITLE.fit(name(), room)).end();
        svg.start("text")
                .with("x", MARGIN)
                .with("y", 68)
                .with("font-size", Lettering.DETAIL.size());
        svg.with("fill", GREY).text(Lettering.DETAIL.fit(summary(), room)).end();
        svg.start("path").with("d", "M" + Svg.number(MARGIN) + " 84h" + Svg.number(room));
        svg.with("stroke", "#cccccc").end();
    }

    private String summary() {
        var parts = new ArrayList<String>();
        long snapshots = count(SnapshotMap.Taken.class);
        parts.add(snapshots == 0 ? "no snapshots" : counted(snapshots, "snapshot"));
        long others = count(SnapshotMap.Other.class);
        if (others > 0) {
            parts.add(counted(others, "other user") + " of its layers");
        }
        parts.add(Bytes.text(map.bytes()) + " in " + counted(map.images(), "image"));
        parts.add("disks of " + Bytes.text(map.virtualBytes()));
        parts.add(ago.exactly(ago.now().toInstant()));
        return String.join(" \u00b7 ", parts);
    }

    private long count(Class<? extends SnapshotMap.Thing> kind) {
        return map.all().map(SnapshotMap.Node::thing).filter(kind::isInstance).count();
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private void link(MapLayout.Link link) {
        svg.start("path").with("d", path(link.points())).with("fill", "none");
        svg.with("stroke", link.current() ? "#222222" : "#999999");
        svg.with("stroke-width", link.current() ? 3 : 1.6).end();
    }

    /// Horizontal, vertical, horizontal, with round corners.
    private static String path(List<Point> points) {
        var start = points.getFirst();
        var end = points.getLast();
        if (points.size() == 2) {
            return "M" + at(start) + "H" + Svg.number(end.x());
        }
        double trunk = points.get(1).x();
        return "M%sH%sQ%s %sV%sQ%s %sH%s"
                .formatted(
                        at(start),
                        Svg.number(trunk - ROUND),
                        at(new Point(trunk, start.y())),
                        at(new Point(trunk, start.y() + ROUND)),
                        Svg.number(end.y() - ROUND),
                        at(new Point(trunk, end.y())),
                        at(new Point(trunk + ROUND, end.y())),
                        Svg.number(end.x()));
    }

    private static String at(Point point) {
        return Svg.number(point.x()) + " " + Svg.number(point.y());
    }
}
