package dev.varve.cli.svg;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// What the shapes and signs mean, of those that occur, from left to right and then below.
final class Legend {
    private static final double LINE = 26;
    private static final double SAMPLE = 28;
    private static final double GAP = 26;
    private static final String GREY = "#555555";
    private static final String SIZES =
            "sizes: data that a snapshot's own layers hold, beside what came before";

    private final List<Entry> entries = new ArrayList<>();
    private final double room;
    private double x;
    private double y;

    private record Entry(Sample sample, String words, double x, double y) {}

    private sealed interface Sample {
        record OfLook(Look look) implements Sample {}

        record OfMark(Mark mark) implements Sample {}

        record Nothing() implements Sample {}
    }

    Legend(List<Card> shown, double room) {
        this.room = room;
        var looks = EnumSet.noneOf(Look.class);
        var marks = EnumSet.noneOf(Mark.class);
        shown.forEach(card -> {
            looks.add(card.look());
            marks.addAll(card.marks());
        });
        looks.forEach(look -> add(new Sample.OfLook(look), look.words()));
        marks.forEach(mark -> add(new Sample.OfMark(mark), mark.words()));
        add(new Sample.Nothing(), SIZES);
    }

    private void add(Sample sample, String words) {
        double width = indent(sample) + Lettering.SMALL.width(words);
        if (x > 0 && x + width > room) {
            x = 0;
            y += LINE;
        }
        entries.add(new Entry(sample, words, x, y));
        x += width + GAP;
    }

    private static double indent(Sample sample) {
        return switch (sample) {
            case Sample.OfLook _ -> SAMPLE + 8;
            case Sample.OfMark _ -> Mark.SIDE + 8;
            case Sample.Nothing _ -> 0;
        };
    }

    double height() {
        return y + LINE;
    }

    void draw(Svg svg) {
        svg.start("path").with("d", "M0 -14h" + Svg.number(room)).with("stroke", "#cccccc").end();
        var pen = new CardPen(svg);
        for (var entry : entries) {
            svg.start("g").with("transform", MapPicture.move(entry.x(), entry.y()));
            sample(pen, svg, entry.sample());
            pen.words(indent(entry.sample()), 13, entry.words(), Lettering.SMALL, GREY);
            svg.end();
        }
    }

    private static void sample(CardPen pen, Svg svg, Sample sample) {
        switch (sample) {
            case Sample.OfLook(var look) -> {
                boolean round = look == Look.BRANCH || look == Look.JUMP;
                svg.start("g").with("transform", MapPicture.move(round ? SAMPLE / 2 - 7 : 0, 0));
                pen.shape(look, new Box(0, 0, round ? 18 : SAMPLE, 18));
                svg.end();
            }
            case Sample.OfMark(var mark) -> pen.mark(mark, 0, 3);
            case Sample.Nothing _ -> {}
        }
    }
}
