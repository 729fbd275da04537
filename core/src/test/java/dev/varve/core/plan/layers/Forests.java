package dev.varve.core.plan.layers;

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
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Reads a forest of one disk from a line.
///
/// `base:s1 <-- a:s2 <-- b:head | base <-- c:s3` has the layers `base`, `a`, `b` and `c`; snapshot s1
/// froze `base`, s2 froze `a`, s3 froze `c`, and the domain runs on `b`. `a*9` holds 9 bytes of data
/// (1 if it isn't said; an overlay with 0 is empty), `base:other` is read by another domain, `base!s3` is noted as an unnamed
/// branch layer in s3; `base~` is encrypted, `base?` dirty, `base%` corrupt, `base@` a block
/// device, `base#x` holds an internal snapshot x. A snapshot's parent is the nearest one below; the current one is the nearest
/// below the head. Snapshots are numbered upwards: parents come first.
public final class Forests {
    public static final DomainRef WEB = new DomainRef(new UUID(0, 1), "web");
    private static final DomainRef OTHER = new DomainRef(new UUID(0, 2), "other");
    private static final DiskTarget VDA = new DiskTarget("vda");

    private final Map<Path, Layer> layers = new HashMap<>();
    private final Map<Path, String> pins = new TreeMap<>();
    private final Map<SnapshotName, Path> notes = new HashMap<>();

    private Forests() {}

    public static HostState shutOff(String forest) {
        return new Forests().read(forest, RunState.SHUTOFF);
    }

    public static HostState running(String forest) {
        return new Forests().read(forest, RunState.RUNNING);
    }

    /// {@return the steps of a plan with bare file names, or why there is none}
    public static String told(Planned planned) {
        return switch (planned) {
            case Plan plan ->
                    String.join("; ", plan.steps().stream().map(Step::describe).toList())
                            .replace("/i/", "");
            case Refusal refusal -> "refused: " + refusal.getClass().getSimpleName();
        };
    }

    private HostState read(String forest, RunState state) {
        for (var chain : forest.split("\\|", -1)) {
            Optional<Path> below = Optional.empty();
            for (var word : chain.strip().split("<--", -1)) {
                below = Optional.of(add(word.strip(), below));
            }
        }
        return new HostState(
                List.of(domain(state), other()),
                layers,
                Set.copyOf(layers.keySet()),
                Map.of(),
                Map.of());
    }

    private Path add(String word, Optional<Path> below) {
        var name = word.split("[:*!~@#?%]", -1)[0];
        var path = Path.of("/i", name);
        for (var part : word.substring(name.length()).split("(?=[:!~@#?%])", -1)) {
            var holder = part.isEmpty() ? "" : part.substring(1).split("\\*", -1)[0];
            if (part.startsWith(":")) {
                pins.put(path, holder);
            } else if (part.startsWith("!")) {
                notes.put(new SnapshotName(holder), path);
            }
        }
        var star = word.indexOf('*');
        var data = star < 0 ? 1 : Long.parseLong(word.substring(star + 1));
        layers.putIfAbsent(path, layer(path, data, below, word));
        return path;
    }

    private static Layer layer(Path path, long data, Optional<Path> below, String word) {
        return new Layer(
                path,
                ImageFormat.QCOW2,
                word.contains("@"),
                100,
                data,
                below.map(image -> new Layer.Backing(image, Optional.of(ImageFormat.QCOW2))),
                word.contains("#")
                        ? List.of(new InternalSnapshot("1", word.split("[#*]", -1)[1], false))
                        : List.of(),
                data == 0 && below.isPresent(),
                obstacle(word),
                mark(word));
    }

    private static Layer.Mark mark(String word) {
        if (word.contains("%")) {
            return Layer.Mark.CORRUPT;
        }
        return word.contains("?") ? Layer.Mark.DIRTY : Layer.Mark.NONE;
    }

    private static Optional<String> obstacle(String word) {
        if (word.contains("%")) {
            return Optional.of("it is marked as corrupt");
        }
        return word.contains("~") ? Optional.of("it is encrypted") : Optional.empty();
    }

    private Domain domain(RunState state) {
        var head = pinnedBy("head").map(Forests::disks).orElse(List.of());
        return new Domain(
                WEB, state, true, false, head, head, snapshots(), current(), "<now/>", "<now/>");
    }

    private Domain other() {
        var disks = pinnedBy("other").map(Forests::disks).orElse(List.of());
        return new Domain(
                OTHER,
                RunState.SHUTOFF,
                true,
                false,
                disks,
                disks,
                List.of(),
                Optional.empty(),
                "",
                "");
    }

    private Optional<Path> pinnedBy(String name) {
        return pins.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
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

    private List<Snapshot> snapshots() {
        var all = new ArrayList<Snapshot>();
        pins.forEach((layer, name) -> {
            if (name.startsWith("s")) {
                all.add(snapshot(new SnapshotName(name), layer));
            }
        });
        all.sort(Comparator.comparing(Snapshot::name));
        return all;
    }

    private Snapshot snapshot(SnapshotName name, Path layer) {
        var disk = new SnapshotDisk(VDA, SnapshotMode.EXTERNAL, Optional.empty());
        return new Snapshot(
                name,
                nearest(below(layer)),
                SnapshotState.SHUTOFF,
                0,
                "",
                new Memory.None(),
                List.of(disk),
                List.of(),
                disks(layer),
                true,
                Annotations.none()
                        .withBranchLayers(Optional.ofNullable(notes.get(name)).stream().toList()),
                "<" + name + "/>");
    }

    private Optional<Path> below(Path layer) {
        return Optional.ofNullable(layers.get(layer)).flatMap(Layer::below);
    }

    private Optional<SnapshotName> nearest(Optional<Path> from) {
        var at = from;
        while (at.isPresent()) {
            var pin = Optional.ofNullable(pins.get(at.get())).filter(name -> name.startsWith("s"));
            if (pin.isPresent()) {
                return pin.map(SnapshotName::new);
            }
            at = at.flatMap(this::below);
        }
        return Optional.empty();
    }

    private Optional<SnapshotName> current() {
        return nearest(pinnedBy("head").flatMap(this::below));
    }
}
