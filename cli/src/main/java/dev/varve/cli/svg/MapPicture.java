package dev.varve.cli.svg;

import dev.varve.cli.change.Bytes;
import dev.varve.cli.text.Ago;
import dev.varve.cli.text.Counted;
import dev.varve.state.SnapshotMap;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The maps of domains' snapshots, drawn on one page. The document needs nothing beside itself: no script, no font, no
/// style sheet.
public final class MapPicture {
    /// What every picture begins with, so that it is known again.
    public static final String MARK = " drawn by varve map ";

    /// Beside each other; what is longer goes on below.
    private static final int COLUMNS = 6;

    /// What a screen shows without scrolling.
    private static final double WIDEST = 1600;

    private static final double MARGIN = 28;
    private static final double HEADER = 76;
    private static final double NARROWEST = 640;
    private static final double ROUND = 9;
    private static final String FONTS =
            "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial,"
                    + " sans-serif";
    private static final String GREY = "#555555";

    private final List<Section> sections;
    private final Ago ago;
    private final Cards cards;
    private final Svg svg = new Svg(MARK);

    /// A domain's part of the page.
    private record Section(SnapshotMap map, MapLayout layout) {
        String name() {
            return Lettering.clean(map.domain());
        }

        double height() {
            return HEADER + MARGIN + layout.height() + MARGIN;
        }
    }

    private MapPicture(List<SnapshotMap> maps, ZonedDateTime now) {
        this.ago = new Ago(now);
        this.cards = new Cards(ago);
        this.sections = maps.stream().map(map -> new Section(map, layout(map))).toList();
    }

    /// {@return the document}
    ///
    /// @param now the present, in the zone whose dates are shown
    public static String of(List<SnapshotMap> maps, ZonedDateTime now) {
        return new MapPicture(maps, now).draw();
    }

    /// As many columns as there is room for.
    private MapLayout layout(SnapshotMap map) {
        for (int columns = COLUMNS; ; columns--) {
            var layout = MapLayout.of(map.roots(), spot -> cards.of(spot).size(), columns);
            if (layout.width() <= WIDEST - 2 * MARGIN || columns == 2) {
                return layout;
            }
        }
    }

    private String draw() {
        double width = sections.stream().mapToDouble(each -> each.layout().width()).max().orElse(0);
        double room = Math.max(NARROWEST, width);
        var shown =
                sections.stream()
                        .flatMap(each -> each.layout().placed().stream())
                        .map(placed -> cards.of(placed.spot()))
                        .toList();
        var legend = new Legend(shown, room);
        double legendTop = sections.stream().mapToDouble(Section::height).sum();
        begin(room + 2 * MARGIN, legendTop + legend.height() + MARGIN);
        double y = 0;
        for (var section : sections) {
            draw(section, y, room);
            y += section.height();
        }
        svg.start("g").with("transform", move(MARGIN, legendTop));
        legend.draw(svg);
        return svg.end().end().document();
    }

    private void draw(Section section, double y, double room) {
        svg.start("g").with("transform", move(0, y));
        header(section, room);
        svg.start("g").with("transform", move(MARGIN, HEADER + MARGIN));
        var links = section.layout().links();
        links.stream().filter(link -> !link.current()).forEach(this::link);
        links.stream().filter(MapLayout.Link::current).forEach(this::link);
        var pen = new CardPen(svg);
        section.layout()
                .placed()
                .forEach(placed -> pen.draw(cards.of(placed.spot()), placed.box()));
        svg.end().end();
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
        svg.start("title").with("id", "title").text("Snapshots of " + names()).end();
        svg.start("desc").with("id", "summary").text(summaries()).end();
        svg.start("rect")
                .with("width", "100%")
                .with("height", "100%")
                .with("fill", "#ffffff")
                .end();
    }

    private String names() {
        return sections.stream().map(Section::name).collect(Collectors.joining(", "));
    }

    private String summaries() {
        return sections.stream()
                .map(section -> summary(section.map()))
                .collect(Collectors.joining("\n"));
    }

    private void header(Section section, double room) {
        svg.start("text").with("x", MARGIN).with("y", 46).with("font-size", Lettering.TITLE.size());
        svg.with("font-weight", "bold").with("fill", "#111111");
        svg.text(Lettering.TITLE.fit(section.name(), room)).end();
        svg.start("text")
                .with("x", MARGIN)
                .with("y", 68)
                .with("font-size", Lettering.DETAIL.size());
        svg.with("fill", GREY).text(Lettering.DETAIL.fit(summary(section.map()), room)).end();
        svg.start("path").with("d", "M" + Svg.number(MARGIN) + " 84h" + Svg.number(room));
        svg.with("stroke", "#cccccc").end();
    }

    private String summary(SnapshotMap map) {
        var parts = new ArrayList<String>();
        long snapshots = count(map, SnapshotMap.Taken.class);
        parts.add(snapshots == 0 ? "no snapshots" : Counted.of(snapshots, "snapshot"));
        long others = count(map, SnapshotMap.Other.class);
        if (others > 0) {
            parts.add(Counted.of(others, "other user") + " of its layers");
        }
        parts.add(Bytes.text(map.bytes()) + " in " + Counted.of(map.images(), "image"));
        parts.add("disks of " + Bytes.text(map.virtualBytes()));
        parts.add(ago.exactly(ago.now().toInstant()));
        return String.join(" \u00b7 ", parts);
    }

    private static long count(SnapshotMap map, Class<? extends SnapshotMap.Thing> kind) {
        return map.all().map(SnapshotMap.Node::thing).filter(kind::isInstance).count();
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
