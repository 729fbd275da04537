package dev.varve.cli.virsh;

import dev.varve.Domain;
import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.json.SnapshotList;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.cli.status.SnapshotDetails;
import dev.varve.cli.status.SnapshotTable;
import dev.varve.cli.text.JsonText;
import dev.varve.cli.text.NameOrder;
import dev.varve.cli.text.SnapshotTree;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotListFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.xml.XmlException;
import dev.varve.operation.VarveException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-list`
@Command(description = "List the snapshots of a domain.", footer = "varve snapshot-list web --tree")
public final class SnapshotListCommand implements VirshCommand {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xx", Locale.ROOT);

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Option(names = "--parent", description = "show parents too")
    boolean parent;

    @Option(names = "--roots", description = "only snapshots without a parent")
    boolean roots;

    @Option(names = "--leaves", description = "only snapshots without children")
    boolean leaves;

    @Option(names = "--no-leaves", description = "only snapshots with children")
    boolean noLeaves;

    @Option(names = "--metadata", description = "only snapshots that have metadata")
    boolean metadata;

    @Option(names = "--no-metadata", description = "only snapshots without metadata")
    boolean noMetadata;

    @Option(names = "--inactive", description = "only snapshots of a domain that did not run")
    boolean inactive;

    @Option(names = "--active", description = "only snapshots of a running domain with its memory")
    boolean active;

    @Option(
            names = "--disk-only",
            description = "only snapshots of a running domain without its memory")
    boolean diskOnly;

    @Option(names = "--internal", description = "only snapshots inside the images")
    boolean internal;

    @Option(names = "--external", description = "only snapshots in files of their own")
    boolean external;

    @Option(names = "--tree", description = "print a tree")
    boolean tree;

    @Data(1)
    @Option(
            names = "--from",
            paramLabel = "SNAPSHOT",
            description = "only the children of that snapshot")
    Optional<String> from = Optional.empty();

    @Option(names = "--current", description = "only the children of the current snapshot")
    boolean current;

    @Option(names = "--descendants", description = "with --from or --current: all descendants")
    boolean descendants;

    @Option(names = "--name", description = "print names")
    boolean name;

    @Option(names = "--topological", description = "parents before their children")
    boolean topological;

    @Option(
            names = "--details",
            description =
                    "print memory, size, hold, tags, policy, expiry, group and description as well")
    boolean details;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        var conflicts =
                new Conflicts()
                        .exclusive("tree", tree, "name", name)
                        .exclusive("parent", parent, "roots", roots)
                        .exclusive("parent", parent, "tree", tree)
                        .exclusive("roots", roots, "tree", tree)
                        .exclusive("roots", roots, "from", from.isPresent())
                        .exclusive("roots", roots, "current", current)
                        .apart("leaves", leaves, "tree", tree)
                        .apart("no-leaves", noLeaves, "tree", tree)
                        .apart("inactive", inactive, "tree", tree)
                        .apart("active", active, "tree", tree)
                        .apart("disk-only", diskOnly, "tree", tree)
                        .apart("internal", internal, "tree", tree)
                        .apart("external", external, "tree", tree)
                        .exclusive("details", details, "tree", tree)
                        .exclusive("details", details, "name", name);
        var rooted = from.isPresent() || current;
        return conflicts
                .add(descendants && !rooted, "--descendants requires either --from or --current")
                .first();
    }

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            if (from.isPresent() || current) {
                try (var start = SnapshotSelection.find(handle, "from", from, current)) {
                    print(session, handle, Optional.of(start), start.children(flags()));
                }
            } else {
                print(session, handle, Optional.empty(), handle.snapshots(flags()));
            }
            if (session.isTerminal() && session.runsQemu()) {
                unfinished(session.found(handle)).ifPresent(session::note);
            }
        }
    }

    /// What a person should know who looks at the list, and a script doesn't expect.
    static Optional<String> unfinished(Domain domain) {
        try {
            return domain.unfinished()
                    .map(operation ->
                            "an operation on "
                                    + domain.name()
                                    + " is unfinished, or runs at this moment: \"varve recover "
                                    + domain.name()
                                    + "\" ends one that was cut off");
        } catch (VarveException _) {
            return Optional.empty(); // The list is what was asked for.
        }
    }

    /// virsh's `--tree` forgets what is below the children of the start, against its own manual.
    private int flags() {
        return flag(roots, VirDomainSnapshotListFlags.ROOTS)
                | flag(leaves, VirDomainSnapshotListFlags.LEAVES)
                | flag(noLeaves, VirDomainSnapshotListFlags.NO_LEAVES)
                | flag(metadata, VirDomainSnapshotListFlags.METADATA)
                | flag(noMetadata, VirDomainSnapshotListFlags.NO_METADATA)
                | flag(inactive, VirDomainSnapshotListFlags.INACTIVE)
                | flag(active, VirDomainSnapshotListFlags.ACTIVE)
                | flag(diskOnly, VirDomainSnapshotListFlags.DISK_ONLY)
                | flag(internal, VirDomainSnapshotListFlags.INTERNAL)
                | flag(external, VirDomainSnapshotListFlags.EXTERNAL)
                | flag(topological, VirDomainSnapshotListFlags.TOPOLOGICAL)
                | flag(
                        descendants || (tree && (from.isPresent() || current)),
                        VirDomainSnapshotListFlags.DESCENDANTS);
    }

    private static int flag(boolean set, int flag) {
        return set ? flag : 0;
    }

    private void print(
            Session session,
            LibvirtDomain handle,
            Optional<LibvirtSnapshot> start,
            List<LibvirtSnapshot> found) {
        var snapshots = new ArrayList<>(found);
        if (!topological) {
            snapshots.sort(Comparator.comparing(LibvirtSnapshot::name, NameOrder.NAME_ORDER));
        }
        try {
            session.print(text(session, handle, start, snapshots));
        } finally {
            found.forEach(LibvirtSnapshot::close);
        }
    }

    private String text(
            Session session,
            LibvirtDomain handle,
            Optional<LibvirtSnapshot> start,
            List<LibvirtSnapshot> snapshots) {
        if (details) {
            return details(session, handle, snapshots);
        }
        if (json) {
            return JsonText.of(new SnapshotList(handle.name(), summaries(start, snapshots)));
        }
        if (tree) {
            return tree(start, snapshots).toString();
        }
        return name ? names(snapshots) : table(session, snapshots).toString(!session.quiet());
    }

    /// What has gone meanwhile is left out.
    private String details(Session session, LibvirtDomain handle, List<LibvirtSnapshot> snapshots) {
        var chosen = SnapshotDetails.of(session, handle);
        var rows =
                snapshots.stream()
                        .flatMap(snapshot -> chosen.row(snapshot.name()).stream())
                        .toList();
        return json ? SnapshotDetails.json(rows) : SnapshotTable.ofOne(session, rows);
    }

    private List<SnapshotList.Snapshot> summaries(
            Optional<LibvirtSnapshot> start, List<LibvirtSnapshot> snapshots) {
        var all = new ArrayList<LibvirtSnapshot>();
        if (tree) {
            start.ifPresent(all::add);
        }
        all.addAll(snapshots);
        return all.stream()
                .flatMap(snapshot -> reading(snapshot).stream())
                .map(SnapshotReading::summary)
                .toList();
    }

    private static SnapshotTree tree(
            Optional<LibvirtSnapshot> start, List<LibvirtSnapshot> snapshots) {
        var entries = new ArrayList<SnapshotTree.Entry>();
        start.ifPresent(s -> entries.add(new SnapshotTree.Entry(s.name(), Optional.empty())));
        for (var snapshot : snapshots) {
            entries.add(new SnapshotTree.Entry(snapshot.name(), parentName(snapshot)));
        }
        return new SnapshotTree(entries);
    }

    private static Optional<String> parentName(LibvirtSnapshot snapshot) {
        var found = snapshot.parent();
        try {
            return found.map(LibvirtSnapshot::name);
        } finally {
            found.ifPresent(LibvirtSnapshot::close);
        }
    }

    /// Since 10.3.0 virsh heeds `--parent` here.
    private String names(List<LibvirtSnapshot> snapshots) {
        var withParents = parent && LibvirtConnection.clientVersion() >= 10_003_000;
        var out = new StringBuilder();
        for (var snapshot : snapshots) {
            out.append(snapshot.name());
            if (withParents) {
                out.append('\t').append(parentName(snapshot).orElse(""));
            }
            out.append('\n');
        }
        return out.toString();
    }

    private Table table(Session session, List<LibvirtSnapshot> snapshots) {
        var header = new ArrayList<>(List.of("Name", "Creation Time", "State"));
        if (parent) {
            header.add("Parent");
        }
        var table = new Table(TerminalCharset.of(session.environment()), header);
        for (var snapshot : snapshots) {
            reading(snapshot).flatMap(this::row).ifPresent(table::add);
        }
        return table;
    }

    /// Leaves out, as virsh does, what has gone meanwhile.
    private static Optional<SnapshotReading> reading(LibvirtSnapshot snapshot) {
        try {
            return Optional.of(SnapshotReading.of(snapshot));
        } catch (LibvirtException | XmlException _) {
            return Optional.empty();
        }
    }

    /// Leaves out, as virsh does, a snapshot without a state or a time; a time of 0 is none.
    private Optional<List<String>> row(SnapshotReading reading) {
        try {
            var created = reading.xml().creationTime();
            if (created.isEmpty()) {
                return Optional.empty();
            }
            var row = new ArrayList<String>();
            row.add(reading.snapshot().name());
            row.add(TIME.format(created.get().atZone(ZoneId.systemDefault())));
            row.add(reading.state());
            if (parent) {
                row.add(reading.parent().orElse(""));
            }
            return Optional.of(row);
        } catch (CommandFailure | XmlException _) {
            return Optional.empty();
        }
    }
}
