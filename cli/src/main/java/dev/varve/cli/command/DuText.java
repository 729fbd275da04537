package dev.varve.cli.command;

import dev.varve.cli.change.Bytes;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.state.Usage;
import dev.varve.state.Usage.OfSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What snapshots take, for people: a table whose first column is their tree, and a line of sums.
final class DuText {
    private static final List<String> HEADER =
            List.of("Snapshot", "Frees", "Files", "Reads", "Remarks");

    private final Usage usage;
    private final Table table;

    private DuText(Usage usage, Table table) {
        this.usage = usage;
        this.table = table;
    }

    static String of(Session session, Usage usage) {
        var table = new Table(TerminalCharset.of(session.environment()), HEADER);
        new DuText(usage, table).addChildren(Optional.empty(), "");
        return table.toString(!session.quiet()) + sums(usage);
    }

    private void addChildren(Optional<String> parent, String indent) {
        var children = usage.snapshots().stream().filter(s -> s.parent().equals(parent)).toList();
        for (int i = 0; i < children.size(); i++) {
            var child = children.get(i);
            var branch = parent.isEmpty() ? "" : indent + "  +- ";
            var below =
                    parent.isEmpty() ? "" : indent + (i < children.size() - 1 ? "  | " : "    ");
            add(child, branch);
            addChildren(Optional.of(child.name()), below);
        }
    }

    private void add(OfSnapshot snapshot, String branch) {
        var remarks = new ArrayList<String>();
        if (snapshot.current()) {
            remarks.add("current");
        }
        remarks.addAll(snapshot.stays());
        table.add(
                List.of(
                        branch + snapshot.name(),
                        Bytes.text(snapshot.exclusive()),
                        Bytes.text(snapshot.files()),
                        Bytes.text(snapshot.seen()),
                        remarks.isEmpty() ? "-" : String.join("; ", remarks)));
    }

    private static String sums(Usage usage) {
        return "\n present state %s, others %s, shared %s, hidden %s, all layers %s\n"
                .formatted(
                        Bytes.text(usage.present()),
                        Bytes.text(usage.others()),
                        Bytes.text(usage.shared()),
                        Bytes.text(usage.hidden()),
                        Bytes.text(usage.total()));
    }
}
