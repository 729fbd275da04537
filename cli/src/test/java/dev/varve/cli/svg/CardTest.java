package dev.varve.cli.svg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CardTest {
    private static final double ROUNDING = 1e-6;
    private static final long SEED = Long.getLong("varve.seed", 1);

    private static String word(Random random, int longest) {
        return IntStream.range(0, 1 + random.nextInt(longest))
                .mapToObj(_ -> Character.toString(letter(random)))
                .collect(Collectors.joining());
    }

    private static int letter(Random random) {
        return random.nextInt(8) == 0 ? 0x3041 + random.nextInt(80) : ' ' + random.nextInt(94);
    }

    @Test
    void hasRoomForAllThatIsWrittenOnIt() {
        for (long seed = SEED; seed < SEED + 300; seed++) {
            var random = new Random(seed);
            var chips =
                    IntStream.range(0, random.nextInt(9)).mapToObj(_ -> word(random, 40)).toList();
            var marks = List.of(Mark.values()).subList(0, random.nextInt(3));
            var card =
                    new Card(
                            Look.SNAPSHOT,
                            word(random, 90),
                            marks,
                            word(random, 90),
                            word(random, 90),
                            chips,
                            "");

            double room = card.size().width() - Card.LEFT - Card.RIGHT;
            assertThat(
                            Lettering.NAME.width(card.name())
                                    + marks.size() * (Mark.SIDE + Card.MARK_GAP))
                    .as("seed %d: %s", seed, card)
                    .isLessThanOrEqualTo(room + ROUNDING);
            assertThat(Lettering.DETAIL.width(card.detail())).isLessThanOrEqualTo(room + ROUNDING);
            assertThat(Lettering.DETAIL.width(card.words())).isLessThanOrEqualTo(room + ROUNDING);
            assertThat(
                            card.chips().stream()
                                    .mapToDouble(c -> Card.chipWidth(c) + Card.CHIP_GAP)
                                    .sum())
                    .as("seed %d: %s", seed, card)
                    .isLessThanOrEqualTo(room + Card.CHIP_GAP + ROUNDING);
            assertThat(card.size().width()).isLessThan(320);
        }
    }

    @Test
    void saysHowManyChipsThereIsNoRoomFor() {
        var chips = IntStream.range(0, 20).mapToObj(i -> "#chip-" + i).toList();
        var card = new Card(Look.SNAPSHOT, "s", List.of(), "", "", chips, "");

        assertThat(card.chips().getLast()).isEqualTo("+" + (21 - card.chips().size()));
        assertThat(card.chips()).startsWith("#chip-0", "#chip-1");
    }

    @Test
    void keepsBothEndsOfALongName() {
        assertThat(Lettering.NAME.fit("nightly-backup-of-the-web-server-1", 150))
                .startsWith("nightly")
                .contains("\u2026")
                .endsWith("server-1");
        assertThat(Lettering.NAME.fit("s1", 150)).isEqualTo("s1");
    }
}
