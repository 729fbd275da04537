package dev.varve.core.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.Source;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is drawn of forests whose layers hold one byte more each: the first 1, the second 2, …
class SnapshotMapTest {
    private final Map<Path, Layer> layers = new HashMap<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<Domain> others = new ArrayList<>();

    private void layer(String name, String below) {
        var path = Path.of("/i", name);
        layers.put(
                path,
                new Layer(
                        path,
                        ImageFormat.QCOW2,
                        false,
                        100,
                        layers.size() + 1L,
                        below.isEmpty()
                                ? Optional.empty()
                                : Optional.of(
                                        new Layer.Backing(
                                                Path.of("/i", below),
                                                Optional.of(ImageFormat.QCOW2))),
                        List.of(),
                        false,
                        Optional.empty(),
                        Layer.Mark.NONE));
    }

    private void chain(String... names) {
        for (int i = 1; i < names.length; i++) {
            layer(names[i], names[i - 1]);
        }
    }

    private static List<Disk> disks(String... images) {
        var disks = new ArrayList<Disk>();
        for (var image : images) {
            disks.add(
                    new Disk(
                            new DiskTarget("vd" + (char) ('a' + disks.size())),
                            "disk",
                            new Source.File(Path.of("/i", image), ImageFormat.QCOW2),
                            false,
                            Optional.empty(),
                            false));
        }
        return disks;
    }

    private void snapshot(String name, String parent, SnapshotMode mode, String... images) {
        snapshots.add(
                new Snapshot(
                        new SnapshotName(name),
                        parent.isEmpty() ? Optional.empty() : Optional.of(new SnapshotName(parent)),
                        SnapshotState.SHUTOFF,
                        1000L + snapshots.size(),
                        "",
                        new Memory.None(),
                        disks(images).stream()
                                .map(d -> new SnapshotDisk(d.target(), mode, Optional.empty()))
                                .toList(),
                        List.of(),
                        disks(images),
                        true,
                        Annotations.none(),
                        ""));
    }

    private static Domain domain(
            String name,
            List<Snapshot> snapshots,
            Optional<SnapshotName> current,
            String... heads) {
        var ref = new DomainRef(new UUID(0, name.hashCode()), name);
        var disks = disks(heads);
        return new Domain(
                ref, RunState.SHUTOFF, true, false, disks, disks, snapshots, current, "", "");
    }

    private void other(String name, String head) {
        others.add(domain(name, List.of(), Optional.empty(), head));
    }

    /// {@return the trees in a line: what came after stands in brackets, and the present way has a star}
    private String map(String current, String... heads) {
        var web =
                domain(
                        "web",
                        snapshots,
                        Optional.of(current).filter(s -> !s.isEmpty()).map(SnapshotName::new),
                        heads);
        var all = new ArrayList<>(others);
        all.add(web);
        var state = new HostState(all, layers, Set.copyOf(layers.keySet()), Map.of(), Map.of());
        return told(SnapshotMap.of(state, web).trees());
    }

    private static String told(List<MapTree> trees) {
        return trees.stream().map(SnapshotMapTest::told).collect(Collectors.joining(" "));
    }

    private static String told(MapTree tree) {
        var name =
                switch (tree.node()) {
                    case MapNode.Taken(var snapshot, _) -> snapshot.name().value();
                    case MapNode.Now _ -> "now";
                    case MapNode.Branch(int layers, boolean base) ->
                            (base ? "base" : "branch") + layers;
                    case MapNode.Other(var other, boolean domain) -> domain ? other : "?" + other;
                };
        var next = tree.next().isEmpty() ? "" : "(" + told(tree.next()) + ")";
        return name + (tree.current() ? "*" : "") + ":" + tree.bytes() + next;
    }

    @Test
    void hasThePresentStateAloneWhereThereAreNoSnapshots() {
        layer("a", "");
        assertThat(map("", "a")).isEqualTo("now*:1");
    }

    @Test
    void countsWhatIsBelowTheFirstSnapshotAsItsOwn() {
        layer("golden", "");
        chain("golden", "a", "b");
        snapshot("s1", "", SnapshotMode.EXTERNAL, "a");
        assertThat(map("s1", "b")).isEqualTo("s1*:3(now*:3)");
    }

    @Test
    void putsTheWayToThePresentStateFirst() {
        layer("a", "");
        chain("a", "b", "c");
        chain("a", "d");
        snapshot("s1", "", SnapshotMode.EXTERNAL, "a");
        snapshot("s2", "s1", SnapshotMode.EXTERNAL, "b");
        snapshot("s3", "s2", SnapshotMode.EXTERNAL, "c");
        assertThat(map("s1", "d")).isEqualTo("s1*:1(now*:4 s2:2(s3:3))");
    }

    @Test
    void showsWhereTheNameOfABranchIsGone() {
        layer("a", "");
        chain("a", "gone", "b");
        chain("gone", "c");
        snapshot("s1", "", SnapshotMode.EXTERNAL, "a");
        snapshot("s2", "s1", SnapshotMode.EXTERNAL, "b");
        assertThat(map("s1", "c")).isEqualTo("s1*:1(branch1*:2(now*:4 s2:3))");
    }

    @Test
    void joinsTheLayersOfSeveralDisksInOneBranch() {
        layer("a", "");
        layer("A", "");
        chain("a", "b");
        chain("A", "B");
        chain("a", "c");
        chain("A", "C");
        snapshot("s1", "", SnapshotMode.EXTERNAL, "b", "B");
        assertThat(map("", "c", "C")).isEqualTo("base2*:3(now*:11 s1:7)");
    }

    @Test
    void showsWhoElseLiesOnALayer() {
        layer("a", "");
        chain("a", "b");
        chain("a", "clone");
        chain("a", "stray");
        snapshot("s1", "", SnapshotMode.EXTERNAL, "a");
        other("copy", "clone");
        other("unrelated", "elsewhere");
        assertThat(map("s1", "b")).isEqualTo("s1*:1(now*:2 copy:3 ?stray:4)");
    }

    @Test
    void showsClonesOfAStateThatIsNoSnapshotAny() {
        layer("a", "");
        chain("a", "b");
        chain("a", "clone");
        other("copy", "clone");
        assertThat(map("", "b")).isEqualTo("base1*:1(now*:2 copy:3)");
    }

    @Test
    void countsAnImageOfInternalSnapshotsOnce() {
        layer("a", "");
        chain("a", "b");
        snapshot("s1", "", SnapshotMode.EXTERNAL, "a");
        snapshot("i1", "s1", SnapshotMode.INTERNAL, "b");
        snapshot("i2", "i1", SnapshotMode.INTERNAL, "b");
        assertThat(map("i2", "b")).isEqualTo("s1*:1(i1*:0(i2*:0(now*:2)))");
    }

    @Test
    void countsAnImageThatOnlyHoldsInternalSnapshotsAtTheFirst() {
        layer("a", "");
        chain("a", "b");
        chain("a", "c");
        snapshot("s1", "", SnapshotMode.EXTERNAL, "a");
        snapshot("i1", "s1", SnapshotMode.INTERNAL, "b");
        snapshot("i2", "i1", SnapshotMode.INTERNAL, "b");
        assertThat(map("s1", "c")).isEqualTo("s1*:1(now*:3 i1:2(i2:0))");
    }

    @Test
    void saysWhichDisksASnapshotHasWhereItLacksSome() {
        layer("a", "");
        layer("A", "");
        chain("a", "b");
        snapshot("s1", "", SnapshotMode.EXTERNAL, "a");
        var web = domain("web", snapshots, Optional.of(new SnapshotName("s1")), "b", "A");
        var state = new HostState(List.of(web), layers, Set.of(), Map.of(), Map.of());

        var map = SnapshotMap.of(state, web);
        assertThat(map.trees().getFirst().node())
                .isEqualTo(new MapNode.Taken(snapshots.getFirst(), List.of(new DiskTarget("vda"))));
        assertThat(map.layers()).isEqualTo(3);
        assertThat(map.bytes()).isEqualTo(6);
        assertThat(map.virtualBytes()).isEqualTo(200);
    }
}
