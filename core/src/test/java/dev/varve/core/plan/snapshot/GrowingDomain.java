package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.InternalSnapshot;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.Source;
import dev.varve.core.plan.layers.CountedPath;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A domain with so many snapshots.
final class GrowingDomain {
    static final DomainRef WEB = new DomainRef(new UUID(0, 1), "web");
    private static final DiskTarget VDA = new DiskTarget("vda");

    /// Lets names differ as much as they can, so that it isn't tables with many alike that are counted.
    private static final int SPREAD = 0x9e3779b9;

    enum Shape {
        /// Each snapshot on the one before.
        CHAIN,
        /// Each layer has two overlays.
        TREE,
        /// Unnamed layers one upon the other, with a snapshot on each.
        COMB,
        /// As many unnamed layers, with all snapshots on the uppermost.
        BUSH,
        /// A chain of which every third layer can't be merged.
        ENCRYPTED,
        /// A chain of which every third layer holds an internal snapshot.
        HOLDING,
        /// Internal snapshots of one image.
        INTERNAL,
        /// A chain with a clone on each layer.
        CLONED
    }

    private final CountedPath paths;
    private final Shape shape;
    private final Map<Path, Layer> layers = new HashMap<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<Domain> clones = new ArrayList<>();
    private final List<Path> unnamed = new ArrayList<>();

    GrowingDomain(CountedPath paths, Shape shape) {
        this.paths = paths;
        this.shape = shape;
    }

    HostState state(int count) {
        switch (shape) {
            case CHAIN, ENCRYPTED, HOLDING, CLONED -> chain(count);
            case TREE -> tree(count);
            case COMB -> comb(count);
            case BUSH -> bush(count);
            case INTERNAL -> internal(count);
        }
        var last = snapshots.getLast();
        var image = last.domainDisks().getFirst().source().image().orElseThrow();
        var head =
                shape == Shape.INTERNAL
                        ? image
                        : layer("head", Optional.of(image), List.of(), false);
        var web = domain(WEB, disks(head), snapshots, Optional.of(last.name()));
        clones.addFirst(web);
        return new HostState(clones, layers, Set.copyOf(layers.keySet()), Map.of(), Map.of());
    }

    private void chain(int count) {
        var below = Optional.<Path>empty();
        for (int i = 0; i < count; i++) {
            boolean special = i % 3 == 1;
            var held =
                    shape == Shape.HOLDING && special
                            ? List.of(new InternalSnapshot("1", "by hand", false))
                            : List.<InternalSnapshot>of();
            below = Optional.of(layer("l" + i, below, held, shape == Shape.ENCRYPTED && special));
            freeze(i, below.get(), i - 1);
            if (shape == Shape.CLONED) {
                var clone = layer("c" + i, below, List.of(), false);
                clones.add(
                        domain(
                                new DomainRef(new UUID(1, i), "clone" + i),
                                disks(clone),
                                List.of(),
                                Optional.empty()));
            }
        }
    }

    private void tree(int count) {
        for (int i = 0; i < count; i++) {
            int parent = (i - 1) / 2;
            var below = i == 0 ? Optional.<Path>empty() : Optional.of(path("l" + parent));
            freeze(i, layer("l" + i, below, List.of(), false), i == 0 ? -1 : parent);
        }
    }

    private void comb(int count) {
        var below = Optional.<Path>empty();
        for (int i = 0; i < count; i++) {
            below = Optional.of(layer("u" + i, below, List.of(), false));
            unnamed.add(below.get());
            freeze(i, layer("l" + i, below, List.of(), false), -1);
        }
    }

    private void bush(int count) {
        var below = Optional.<Path>empty();
        for (int i = 0; i < count; i++) {
            below = Optional.of(layer("u" + i, below, List.of(), false));
            unnamed.add(below.get());
        }
        for (int i = 0; i < count; i++) {
            freeze(i, layer("l" + i, below, List.of(), false), -1);
        }
    }

    private void internal(int count) {
        var held = new ArrayList<InternalSnapshot>();
        for (int i = 0; i < count; i++) {
            held.add(new InternalSnapshot(String.valueOf(i + 1), name(i).value(), false));
        }
        var image = layer("image", Optional.empty(), held, false);
        for (int i = 0; i < count; i++) {
            take(i, image, i - 1, SnapshotMode.INTERNAL);
        }
    }

    private Path path(String name) {
        return paths.of("/i/" + Integer.toHexString(name.hashCode() * SPREAD));
    }

    private Path layer(
            String name, Optional<Path> below, List<InternalSnapshot> held, boolean encrypted) {
        var path = path(name);
        layers.put(
                path,
                new Layer(
                        path,
                        ImageFormat.QCOW2,
                        false,
                        100,
                        1,
                        below.map(
                                image -> new Layer.Backing(image, Optional.of(ImageFormat.QCOW2))),
                        held,
                        false,
                        encrypted ? Optional.of("it is encrypted") : Optional.empty(),
                        Layer.Mark.NONE));
        return path;
    }

    private void freeze(int number, Path layer, int parent) {
        take(number, layer, parent, SnapshotMode.EXTERNAL);
    }

    private void take(int number, Path image, int parent, SnapshotMode mode) {
        snapshots.add(
                new Snapshot(
                        name(number),
                        parent < 0 ? Optional.empty() : Optional.of(name(parent)),
                        SnapshotState.SHUTOFF,
                        number,
                        "",
                        new Memory.None(),
                        List.of(new SnapshotDisk(VDA, mode, Optional.empty())),
                        List.of(),
                        disks(image),
                        true,
                        Annotations.none().withBranchLayers(number == 0 ? unnamed : List.of()),
                        "<s/>"));
    }

    private static SnapshotName name(int number) {
        return new SnapshotName("s" + number);
    }

    private static List<Disk> disks(Path image) {
        return List.of(
                new Disk(
                        VDA,
                        "disk",
                        new Source.File(image, ImageFormat.QCOW2),
                        false,
                        Optional.empty(),
                        false));
    }

    private static Domain domain(
            DomainRef ref, List<Disk> disks, List<Snapshot> taken, Optional<SnapshotName> current) {
        return new Domain(
                ref,
                RunState.SHUTOFF,
                true,
                false,
                disks,
                disks,
                taken,
                current,
                "<now/>",
                "<now/>");
    }
}
