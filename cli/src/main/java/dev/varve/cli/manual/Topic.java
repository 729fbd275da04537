package dev.varve.cli.manual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Commands that serve one purpose.
///
/// @param heading what one wants to do
/// @param pages their names, in the order of the help, and the guide's page about each
public record Topic(String heading, Map<String, String> pages) {
    /// All topics; each command is in one.
    public static final List<Topic> ALL =
            List.of(
                    of("Virtual machines", "README", "list", "domblklist"),
                    of(
                            "Take snapshots, and see them",
                            "create",
                            "snapshot-create-as",
                            "snapshot-create",
                            "snapshot-list",
                            "snapshot-info",
                            "snapshot-dumpxml",
                            "snapshot-current",
                            "snapshot-parent",
                            "snapshot-edit"),
                    of("See all of them", "status", "status", "snapshots", "metrics"),
                    of("Go back", "revert", "snapshot-revert", "undo"),
                    of("Delete", "delete", "snapshot-delete"),
                    of("Say what stays", "retention", "prune", "hold", "release", "tag", "describe")
                            .and("run-policies", "policies"),
                    of("Make more of a machine", "clone", "clone"),
                    of("Move, and take along", "relocate", "relocate")
                            .and("export", "export")
                            .and("import", "export"),
                    of("See what is in images", "chain", "chain")
                            .and("map", "map")
                            .and("du", "du")
                            .and("diff", "diff")
                            .and("nbd", "nbd"),
                    of("Mend", "doctor", "doctor").and("recover", "recover"),
                    of("See what was done", "log", "log"),
                    of(
                            "Merge and copy layers by hand",
                            "block",
                            "blockcommit",
                            "blockpull",
                            "blockcopy",
                            "blockjob"),
                    of("Help", "README", "help", "version"));

    private static Topic of(String heading, String page, String... commands) {
        var topic = new Topic(heading, Map.of());
        for (var command : commands) {
            topic = topic.and(command, page);
        }
        return topic;
    }

    private Topic and(String command, String page) {
        var more = new LinkedHashMap<>(pages);
        more.put(command, page);
        return new Topic(heading, more);
    }

    /// {@return the guide's page about a command: `guide/create.md`}
    static String page(String command) {
        return ALL.stream()
                .flatMap(topic -> topic.pages().entrySet().stream())
                .filter(entry -> entry.getKey().equals(command))
                .map(entry ->
                        entry.getValue().equals("README")
                                ? "README.md"
                                : "guide/" + entry.getValue() + ".md")
                .findFirst()
                .orElse("README.md");
    }
}
