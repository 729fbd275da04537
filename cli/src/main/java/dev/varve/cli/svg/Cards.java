package dev.varve.cli.svg;

import dev.varve.cli.change.Bytes;
import dev.varve.cli.text.Ago;
import dev.varve.state.Snapshot;
import dev.varve.state.SnapshotMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is said of each thing in the picture.
record Cards(Ago ago) {
    private static final String BETWEEN = " \u00b7 ";

    private static final Pattern KEPT = Pattern.compile("before-revert-(\\d{8}T\\d{6}Z)");
    private static final DateTimeFormatter KEPT_AT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

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
                            "",
                            List.of(),
                            "continues at " + number);
            case Spot.Node(var node) -> of(node);
        };
    }

    private Card of(SnapshotMap.Node node) {
        var size = Bytes.text(node.bytes());
        return switch (node.thing()) {
            case SnapshotMap.Taken taken -> of(taken, node.bytes());
            case SnapshotMap.Now now -> now(now, node.bytes());
            case SnapshotMap.Branch(int layers, boolean base) ->
                    branch((base ? "base" : "unnamed") + BETWEEN + size, layers);
            case SnapshotMap.Other(var name, boolean domain) ->
                    new Card(
                            domain ? Look.DOMAIN : Look.STRAY,
                            Lettering.clean(name),
                            List.of(),
                            (domain ? "domain" : "no domain's") + BETWEEN + size,
                            "",
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
                "",
                List.of(),
                detail + ": " + images + " without a name");
    }

    private static Card now(SnapshotMap.Now now, long bytes) {
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
                "",
                List.of(),
                "the present state, " + now.state() + ": " + String.join(", ", disks));
    }

    private Card of(SnapshotMap.Taken snapshot, long bytes) {
        var details = new ArrayList<String>();
        snapshot.taken().map(ago::of).ifPresent(details::add);
        boolean inside = snapshot.internal();
        if (inside) {
            details.add("internal");
        }
        if (!inside || bytes > 0) {
            details.add(Bytes.text(bytes));
        }
        if (!snapshot.disks().isEmpty()) {
            details.add("only " + String.join(", ", snapshot.disks()));
        }
        return new Card(
                inside ? Look.INTERNAL : Look.SNAPSHOT,
                Lettering.clean(name(snapshot.name())),
                marks(snapshot),
                Lettering.clean(String.join(BETWEEN, details)),
                Lettering.clean(firstLine(snapshot.description())),
                chips(snapshot.notes()),
                note(snapshot, bytes));
    }

    private static String firstLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(String::strip)
                .orElse("");
    }

    /// A state that a revert kept has a name that only programs like.
    private String name(String full) {
        var found = KEPT.matcher(full);
        if (!found.matches()) {
            return full;
        }
        try {
            var time = KEPT_AT.parse(found.group(1), Instant::from);
            return "before revert " + ago.shortly(time);
        } catch (DateTimeException _) {
            return full; // Somebody else's idea of a name.
        }
    }

    private static List<Mark> marks(SnapshotMap.Taken snapshot) {
        var marks = new ArrayList<Mark>();
        if (snapshot.memory()) {
            marks.add(Mark.MEMORY);
        }
        if (snapshot.notes().hold().isPresent()) {
            marks.add(Mark.HELD);
        }
        return marks;
    }

    private List<String> chips(Snapshot.Notes notes) {
        var chips = new ArrayList<String>();
        notes.group().ifPresent(group -> chips.add("group " + group.name()));
        notes.tags().forEach(tag -> chips.add("#" + tag));
        notes.policy().ifPresent(policy -> chips.add("policy " + policy));
        notes.expires().ifPresent(time -> chips.add(ago.expiry(time)));
        return chips.stream().map(Lettering::clean).toList();
    }

    private String note(SnapshotMap.Taken snapshot, long bytes) {
        var lines = new ArrayList<String>();
        lines.add(snapshot.name());
        if (!snapshot.description().isBlank()) {
            lines.add(snapshot.description().strip());
        }
        snapshot.taken().ifPresent(time -> lines.add("taken " + ago.exactly(time)));
        lines.add("its layers hold " + Bytes.text(bytes));
        if (snapshot.memory()) {
            lines.add(Mark.MEMORY.words());
        }
        var notes = snapshot.notes();
        notes.hold().ifPresent(why -> lines.add("held: " + why));
        notes.group()
                .ifPresent(group ->
                        lines.add(
                                "group "
                                        + group.name()
                                        + " of "
                                        + String.join(", ", group.members())));
        if (!notes.tags().isEmpty()) {
            lines.add("tags: " + String.join(", ", notes.tags()));
        }
        notes.policy().ifPresent(policy -> lines.add("policy " + policy));
        notes.expires().ifPresent(time -> lines.add("expires " + ago.exactly(time)));
        return lines.stream()
                .flatMap(String::lines)
                .map(Lettering::clean)
                .collect(Collectors.joining("\n"));
    }
}
