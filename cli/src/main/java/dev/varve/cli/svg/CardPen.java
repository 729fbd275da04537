package dev.varve.cli.svg;

/// Draws cards.
///
/// @param svg where to
record CardPen(Svg svg) {
    private static final double NAME_LINE = 20;
    private static final double DETAIL_LINE = 38;
    private static final double CHIP_TOP = 46;
    private static final double CHIP_HEIGHT = 17;
    private static final double RADIUS = 7;
    private static final String INK = "#1a1a1a";
    private static final String GREY = "#555555";

    void draw(Card card, Box box) {
        svg.start("g").with("transform", MapPicture.move(box.x(), box.y()));
        svg.start("title").text(card.note()).end();
        shape(card.look(), box);
        switch (card.look()) {
            case JUMP -> jump(card, box);
            case BRANCH ->
                    words(
                            2 * RADIUS + 8,
                            box.height() / 2 + 4,
                            card.detail(),
                            Lettering.SMALL,
                            GREY);
            case SNAPSHOT, INTERNAL, NOW, DOMAIN, STRAY -> writing(card);
        }
        svg.end();
    }

    /// Draws the outline of a thing, whose corner is at the origin.
    void shape(Look look, Box box) {
        switch (look) {
            case SNAPSHOT -> {
                rectangle(look, box, 6, 1.5);
                stripe(look, box);
            }
            case INTERNAL -> {
                rectangle(look, box, 6, 1.5);
                svg.with("stroke-dasharray", "5 3");
            }
            case NOW -> {
                rectangle(look, box, 6, 3);
                stripe(look, box);
            }
            case DOMAIN -> rectangle(look, box, Math.min(24, box.height() / 2), 1.5);
            case STRAY -> {
                rectangle(look, box, Math.min(24, box.height() / 2), 1.5);
                svg.with("stroke-dasharray", "2 3");
            }
            case BRANCH -> circle(look, RADIUS, box.height() / 2, RADIUS - 0.5);
            case JUMP -> circle(look, box.width() / 2, box.height() / 2, box.height() / 2 - 1);
        }
        svg.end();
    }

    private void rectangle(Look look, Box box, double round, double line) {
        svg.start("rect").with("width", box.width()).with("height", box.height());
        svg.with("rx", round).with("fill", look.fill());
        svg.with("stroke", look.line()).with("stroke-width", line);
    }

    /// On the left edge, which has round corners.
    private void stripe(Look look, Box box) {
        svg.end();
        svg.start("path")
                .with(
                        "d",
                        "M6 0h-0.5a6 6 0 0 0 -5.5 6v%sa6 6 0 0 0 5.5 6h0.5z"
                                .formatted(Svg.number(box.height() - 12)));
        svg.with("fill", look.line());
    }

    private void circle(Look look, double x, double y, double radius) {
        svg.start("circle").with("cx", x).with("cy", y).with("r", radius).with("fill", look.fill());
        svg.with("stroke", look.line()).with("stroke-width", 1.5);
    }

    private void jump(Card card, Box box) {
        svg.start("text").with("x", box.width() / 2).with("y", box.height() / 2 + 4);
        svg.with("text-anchor", "middle")
                .with("font-size", Lettering.SMALL.size())
                .with("fill", INK);
        svg.text(card.name()).end();
    }

    private void writing(Card card) {
        words(Card.LEFT, NAME_LINE, card.name(), Lettering.NAME, INK);
        double x = Card.LEFT + Lettering.NAME.width(card.name()) + Card.MARK_GAP;
        for (var mark : card.marks()) {
            mark(mark, x, NAME_LINE - Mark.SIDE + 2);
            x += Mark.SIDE + Card.MARK_GAP;
        }
        words(Card.LEFT, DETAIL_LINE, card.detail(), Lettering.DETAIL, GREY);
        if (!card.words().isEmpty()) {
            words(Card.LEFT, DETAIL_LINE + card.lowered(), card.words(), Lettering.DETAIL, INK);
        }
        x = Card.LEFT;
        for (var chip : card.chips()) {
            chip(chip, x, CHIP_TOP + card.lowered());
            x += Card.chipWidth(chip) + Card.CHIP_GAP;
        }
    }

    void mark(Mark mark, double x, double y) {
        svg.start("path").with("transform", MapPicture.move(x, y)).with("d", mark.path());
        svg.with("fill", INK).with("fill-rule", "evenodd").end();
    }

    private void chip(String chip, double x, double y) {
        svg.start("rect").with("x", x).with("y", y);
        svg.with("width", Card.chipWidth(chip)).with("height", CHIP_HEIGHT).with("rx", 4);
        svg.with("fill", "#efefef").end();
        words(x + Card.CHIP_PADDING, y + 12.5, chip, Lettering.SMALL, GREY);
    }

    /// Writes one line, which begins at that place.
    void words(double x, double y, String words, Lettering lettering, String ink) {
        svg.start("text").with("x", x).with("y", y).with("font-size", lettering.size());
        if (lettering.bold()) {
            svg.with("font-weight", "bold");
        }
        svg.with("fill", ink).text(words).end();
    }
}
