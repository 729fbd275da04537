package dev.varve.cli.svg;

import java.util.ArrayList;
import java.util.List;

/// What stands in a node's box: a name with signs, a line of details, one of its own words, and chips.
///
/// @param words what its owner says of it; may be empty
/// @param note all that there is to say, for whoever points at it or has it read aloud
record Card(
        Look look,
        String name,
        List<Mark> marks,
        String detail,
        String words,
        List<String> chips,
        String note) {
    static final double LEFT = 14;
    static final double RIGHT = 12;
    static final double CHIP_PADDING = 5;
    static final double CHIP_GAP = 5;
    static final double MARK_GAP = 5;

    private static final double WIDEST = 286;
    private static final double NARROWEST = 96;
    private static final double LOW = 24;
    private static final double PLAIN = 48;
    private static final double WORDS = 17;
    private static final double CHIPS = 22;

    /// Shortens what is too long.
    Card {
        marks = List.copyOf(marks);
        name = Lettering.NAME.fit(name, WIDEST - marks.size() * (Mark.SIDE + MARK_GAP));
        detail = Lettering.DETAIL.fit(detail, WIDEST);
        words = Lettering.DETAIL.fit(words, WIDEST);
        chips = fitting(chips);
    }

    /// As many as there is room for, and how many more there are.
    private static List<String> fitting(List<String> all) {
        var chips = new ArrayList<String>();
        double room = WIDEST;
        for (var chip : all) {
            int left = all.size() - chips.size() - 1;
            var more = left > 0 ? chipWidth("+" + (left + 1)) + CHIP_GAP : 0;
            var text = Lettering.SMALL.fit(chip, WIDEST * 0.55);
            if (chipWidth(text) + more > room) {
                chips.add("+" + (left + 1));
                break;
            }
            chips.add(text);
            room -= chipWidth(text) + CHIP_GAP;
        }
        return List.copyOf(chips);
    }

    static double chipWidth(String chip) {
        return Lettering.SMALL.width(chip) + 2 * CHIP_PADDING;
    }

    Size size() {
        return switch (look) {
            case JUMP -> new Size(LOW, LOW);
            case BRANCH -> new Size(LOW + Lettering.SMALL.width(detail), LOW);
            case SNAPSHOT, INTERNAL, NOW, DOMAIN, STRAY ->
                    new Size(
                            LEFT + Math.max(NARROWEST, widest()) + RIGHT,
                            PLAIN + lowered() + (chips.isEmpty() ? 0 : CHIPS));
        };
    }

    /// {@return by how much the words push down what stands below}
    double lowered() {
        return words.isEmpty() ? 0 : WORDS;
    }

    private double widest() {
        double first = Lettering.NAME.width(name) + marks.size() * (Mark.SIDE + MARK_GAP);
        double last =
                chips.stream().mapToDouble(chip -> chipWidth(chip) + CHIP_GAP).sum() - CHIP_GAP;
        double lines = Math.max(Lettering.DETAIL.width(detail), Lettering.DETAIL.width(words));
        return Math.max(Math.max(first, lines), last);
    }
}
