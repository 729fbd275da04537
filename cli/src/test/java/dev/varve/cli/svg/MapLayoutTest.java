package dev.varve.cli.svg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.svg.MapLayout.Link;
import dev.varve.state.SnapshotMap;
import dev.varve.state.SnapshotMap.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Trees laid out: made of branches that are told by their number alone, which is their size as well.
class MapLayoutTest {
    private static final int COLUMNS = 6;
    private static final long SEED = Long.getLong("varve.seed", 1);

    private static Size size(Spot spot) {
        return switch (spot) {
            case Spot.Jump _ -> new Size(24, 24);
            case Spot.Node(var tree) ->
                    new Size(60 + tree.bytes() % 7 * 30, 20 + tree.bytes() % 5 * 14);
        };
    }

    private static MapLayout layout(Node... trees) {
        return MapLayout.of(List.of(trees), MapLayoutTest::size, COLUMNS);
    }

    private static Node tree(long number, Node... next) {
        return new Node(new SnapshotMap.Branch(1, false), number, false, List.of(next));
    }

    private static Node chain(int length) {
        var tree = tree(length);
        for (int i = length - 1; i > 0; i--) {
            tree = tree(i, tree);
        }
        return tree;
    }

    /// Each node lies on one of those before it, rather on a late one.
    private static Node random(Random random, int nodes) {
        var next = IntStream.range(0, nodes).mapToObj(_ -> new ArrayList<Node>()).toList();
        for (int i = nodes - 1; i > 0; i--) {
            int below = (int) (i * Math.sqrt(random.nextDouble()));
            next.get(below).add(tree(i, next.get(i).toArray(Node[]::new)));
        }
        return tree(0, next.getFirst().toArray(Node[]::new));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 30, 200})
    void letsNothingOverlap(int nodes) {
        for (long seed = SEED; seed < SEED + 40; seed++) {
            var random = new Random(seed);
            var first = random(random, nodes);
            var layout = layout(first, random(random, 3));

            assertThat(numbers(layout)).as("seed %d", seed).hasSize(nodes + 3);
            assertApart(seed, layout);
            assertLinksTouchNothing(seed, layout);
        }
    }

    private static List<Long> numbers(MapLayout layout) {
        return layout.placed().stream()
                .map(MapLayout.Placed::spot)
                .filter(Spot.Node.class::isInstance)
                .map(spot -> ((Spot.Node) spot).tree().bytes())
                .toList();
    }

    private static void assertApart(long seed, MapLayout layout) {
        var placed = layout.placed();
        for (int i = 0; i < placed.size(); i++) {
            var box = placed.get(i).box();
            assertThat(box.x() >= 0 && box.right() <= layout.width()).as("seed %d", seed).isTrue();
            assertThat(box.y() >= 0 && box.bottom() <= layout.height())
                    .as("seed %d", seed)
                    .isTrue();
            for (var other : placed.subList(i + 1, placed.size())) {
                assertThat(box.overlaps(other.box()))
                        .as("seed %d: %s, %s", seed, placed.get(i), other)
                        .isFalse();
            }
        }
    }

    /// Lines are as thin as a hair here, and end at the edges of what they join.
    private static void assertLinksTouchNothing(long seed, MapLayout layout) {
        var lines = layout.links().stream().flatMap(link -> lines(link).stream()).toList();
        for (var placed : layout.placed()) {
            assertThat(lines)
                    .as("seed %d: %s", seed, placed)
                    .noneMatch(line -> line.overlaps(placed.box()));
        }
    }

    private static List<Box> lines(Link link) {
        var lines = new ArrayList<Box>();
        for (int i = 1; i < link.points().size(); i++) {
            var a = link.points().get(i - 1);
            var b = link.points().get(i);
            lines.add(
                    new Box(
                            Math.min(a.x(), b.x()),
                            Math.min(a.y(), b.y()),
                            Math.abs(a.x() - b.x()),
                            Math.abs(a.y() - b.y())));
        }
        return lines;
    }

    @Test
    void setsAChainInOneRow() {
        var layout = layout(chain(COLUMNS + 2));

        assertThat(layout.links()).hasSize(COLUMNS + 1).allMatch(link -> link.points().size() == 2);
        assertThat(layout.placed()).hasSize(COLUMNS + 2);
    }

    @Test
    void cutsWhatIsLongIntoBandsThatAreJoinedByNumbers() {
        var layout = layout(chain(20));

        var jumps =
                layout.placed().stream()
                        .map(MapLayout.Placed::spot)
                        .filter(Spot.Jump.class::isInstance)
                        .map(Spot.Jump.class::cast)
                        .toList();
        assertThat(jumps.stream().filter(Spot.Jump::leaves).map(Spot.Jump::number))
                .containsExactlyInAnyOrder(1, 2, 3);
        assertThat(jumps.stream().filter(jump -> !jump.leaves()).map(Spot.Jump::number))
                .containsExactlyInAnyOrder(1, 2, 3);
        assertThat(layout.width())
                .isLessThan(MapLayout.of(List.of(chain(9)), MapLayoutTest::size, 20).width());
    }

    @Test
    void putsBranchesBelowTheFirst() {
        var layout = layout(tree(0, tree(1), tree(2), tree(3)));

        assertThat(rows(layout)).isSorted().hasSize(3);
    }

    private static List<Double> rows(MapLayout layout) {
        return List.of(1L, 2L, 3L).stream()
                .flatMap(number ->
                        layout.placed().stream()
                                .filter(p -> ((Spot.Node) p.spot()).tree().bytes() == number))
                .map(placed -> placed.box().y())
                .toList();
    }

    @Test
    void hasNoRoomForNothing() {
        assertThat(layout()).isEqualTo(new MapLayout(List.of(), List.of(), 0, 0));
    }
}
