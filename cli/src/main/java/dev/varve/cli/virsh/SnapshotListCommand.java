package dev.varve.cli.virsh;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-list`
@Command(name = "snapshot-list", description = "List the snapshots of a domain.")
final class SnapshotListCommand implements VirshCommand {

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
                        .apart("external", external, "tree", tree);
        var rooted = from.isPresent() || current;
        return conflicts
                .add(descendants && !rooted, "--descendants requires either --from or --current")
                .first();
    }
}
