package dev.varve.cli.svg;

import dev.varve.cli.change.Bytes;
import dev.varve.core.map.MapNode;
import dev.varve.core.map.MapTree;
import dev.varve.core.map.Spot;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What is said of each thing in the picture.
record Cards(Ago ago) {
    private static final String BETWEEN = " \u00b7 ";

    /// A disk or two are told one by one.
    private static final int DISKS = 2;

    Card of(Spot spot) {
        return switch (spot) {
            case Spot.Jump(int number, _, _) ->
                    new Card(
                            Look.JUMP,
                            "" + number,
                            List.of(),
                            "",
                            List.of(),
                            "continues at " + number);
            case Spot.Node(var tree) -> of(tree);
        };
    }

    private Card of(MapTree tree) {
        var size = Bytes.text(tree.bytes());
        return switch (tree.node()) {
            case MapNode.Taken(var snapshot, var disks) -> of(snapshot, disks, tree.bytes());
            case MapNode.Now now -> now(now, tree.bytes());
            case MapNode.Branch(int layers, boolean base) ->
                    branch((base ? "base" : "unnamed") + BETWEEN + size, layers);
            case MapNode.Other(var name, boolean domain) ->
                    new Card(
                            domain ? Look.DOMAIN : Look.STRAY,
                            Lettering.clean(name),
                            List.of(),
                            (domain ? "domain" : "no domain's") + BETWEEN + size,
                            List.of(),
                            Lettering.clean(name)
                                    + (domain
                                            ? ": a domain with a disk here, "
                                            : ": an image that no domain knows, ")
                                    + size);
        };
    }

    private static Card branch(String detail, int layers) {
        var images = layers == 1 ? "one image" : layers + " images";
        return new Card(
                Look.BRANCH,
                "",
                List.of(),
                detail,
                List.of(),
                detail + ": " + images + " without a name");
    }

    private static Card now(MapNode.Now now, long bytes) {
        var disks =
                now.disks().stream()
                        .map(disk -> disk.target() + " " + Bytes.text(disk.bytes()))
                        .toList();
        var detail =
                disks.size() <= DISKS
                        ? String.join(BETWEEN, disks)
                        : disks.size() + " disks" + BETWEEN + Bytes.text(bytes);
        return new Card(
                Look.NOW,
                "now" + BETWEEN + now.state(),
                List.of(),
                disks.isEmpty() ? "no disks" : detail,
                List.of(),
                "the present state, " + now.state() + ": " + String.join(", ", disks));
    }

    private Card of(Snapshot snapshot, List<DiskTarget> disks, long bytes) {
        var details = new ArrayList<String>();
        if (snapshot.creationTime() > 0) {
            details.add(ago.of(taken(snapshot)));
        }
        boolean inside = snapshot.internal() && !snapshot.external();
        if (inside) {
            details.add("internal");
        }
        if (!inside || bytes > 0) {
            details.add(Bytes.text(bytes));
        }
        if (!disks.isEmpty()) {
            details.add(
                    disks.stream()
                            .map(DiskTarget::name)
                            .collect(Collectors.joining(", ", "only ", "")));
        }
        return new Card(
                inside ? Look.INTERNAL : Look.SNAPSHOT,
                Lettering.clean(snapshot.name().value()),
                marks(snapshot),
                Lettering.clean(String.join(BETWEEN, details)),
                chips(snapshot.annotations()),
                note(snapshot, bytes));
    }

    private static Instant taken(Snapshot snapshot) {
        return Instant.ofEpochSecond(snapshot.creationTime());
    }

    private static List<Mark> marks(Snapshot snapshot) {
        var marks = new ArrayList<Mark>();
        if (!(snapshot.memory() instanceof Memory.None)) {
            marks.add(Mark.MEMORY);
        }
        if (snapshot.annotations().hold().isPresent()) {
            marks.add(Mark.HELD);
        }
        return marks;
    }

    private List<String> chips(Annotations annotations) {
        var chips = new ArrayList<String>();
        annotations.group().ifPresent(group -> chips.add("group " + group.name()));
        annotations.tags().forEach(tag -> chips.add("#" + tag));
        annotations.policy().ifPresent(policy -> chips.add("policy " + policy));
        annotations.expires().ifPresent(time -> chips.add(ago.expiry(time)));
        return chips.stream().map(Lettering::clean).toList();
    }

    private String note(Snapshot snapshot, long bytes) {
        var lines = new ArrayList<String>();
        lines.add(snapshot.name().value());
        if (!snapshot.description().isBlank()) {
            lines.add(snapshot.description().strip());
        }
        if (snapshot.creationTime() > 0) {
            lines.add("taken " + ago.exactly(taken(snapshot)));
        }
        lines.add("its layers hold " + Bytes.text(bytes));
        if (!(snapshot.memory() instanceof Memory.None)) {
            lines.add(Mark.MEMORY.words());
        }
        var annotations = snapshot.annotations();
        annotations.hold().ifPresent(why -> lines.add("held: " + why));
        annotations
                .group()
                .ifPresent(group -> lines.add("group " + group + " of " + group.names()));
        if (!annotations.tags().isEmpty()) {
            lines.add("tags: " + String.join(", ", annotations.tags()));
        }
        annotations.policy().ifPresent(policy -> lines.add("policy " + policy));
        annotations.expires().ifPresent(time -> lines.add("expires " + ago.exactly(time)));
        return lines.stream()
                .flatMap(String::lines)
                .map(Lettering::clean)
                .collect(Collectors.joining("\n"));
    }
}
