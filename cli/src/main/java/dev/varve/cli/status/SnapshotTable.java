package dev.varve.cli.status;

import dev.varve.cli.change.Bytes;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.state.Snapshot;
import dev.varve.status.SnapshotStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// Snapshots with all that is known about them. A column in which nothing would stand is left out.
public final class SnapshotTable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xx", Locale.ROOT);

    /// A row: a snapshot of that domain.
    public record Row(String domain, SnapshotStatus status) {
        private Snapshot snapshot() {
            return status.snapshot();
        }

        private Snapshot.Notes notes() {
            return snapshot().notes();
        }
    }

    private record Column(String heading, Function<Row, Optional<String>> cell, boolean always) {
        static Column of(String heading, Function<Row, String> cell) {
            return new Column(heading, cell.andThen(Optional::of), true);
        }

        static Column where(String heading, Function<Row, Optional<String>> cell) {
            return new Column(heading, cell.andThen(text -> text.filter(t -> !t.isEmpty())), false);
        }

        boolean isIn(List<Row> rows) {
            return always || rows.stream().anyMatch(row -> cell.apply(row).isPresent());
        }
    }

    private static final Column DOMAIN = Column.of("Domain", Row::domain);

    /// The first three are virsh's.
    private static final List<Column> COLUMNS =
            List.of(
                    Column.of("Name", row -> row.snapshot().name()),
                    Column.of("Creation Time", row -> time(row.snapshot())),
                    Column.of("State", row -> row.snapshot().state()),
                    Column.where("Current", row -> mark(row.snapshot().current())),
                    Column.where("Memory", row -> mark(row.status().memory())),
                    Column.where("Frees", row -> row.status().frees().map(Bytes::text)),
                    Column.where("Hold", row -> row.notes().hold()),
                    Column.where("Tags", row -> Optional.of(String.join(",", row.notes().tags()))),
                    Column.where("Policy", row -> row.notes().policy()),
                    Column.where("Expires", row -> row.notes().expires().map(SnapshotTable::time)),
                    Column.where("Group", row -> row.notes().group().map(Snapshot.Group::name)),
                    Column.where("Description", row -> Optional.of(row.snapshot().description())));

    private SnapshotTable() {}

    /// {@return the table of the snapshots of one domain}
    public static String ofOne(Session session, List<Row> rows) {
        return table(session, rows, COLUMNS);
    }

    /// {@return the table of snapshots of several domains}
    public static String of(Session session, List<Row> rows) {
        var columns = new ArrayList<Column>();
        columns.add(DOMAIN);
        columns.addAll(COLUMNS);
        return table(session, rows, columns);
    }

    /// {@return what is known of one besides what virsh tells, by heading, in the table's order}
    public static SequencedMap<String, String> lines(Row row) {
        var lines = new LinkedHashMap<String, String>();
        for (var column : COLUMNS) {
            if (!column.always() && !column.heading().equals("Current")) {
                lines.put(column.heading(), column.cell().apply(row).orElse("-"));
            }
        }
        return lines;
    }

    private static String table(Session session, List<Row> rows, List<Column> columns) {
        var shown = columns.stream().filter(column -> column.isIn(rows)).toList();
        var table =
                new Table(
                        TerminalCharset.of(session.environment()),
                        shown.stream().map(Column::heading).toList());
        rows.forEach(row ->
                table.add(
                        shown.stream()
                                .map(column -> column.cell().apply(row).orElse("-"))
                                .toList()));
        return table.toString(!session.quiet());
    }

    private static String time(Snapshot snapshot) {
        return time(snapshot.taken());
    }

    /// {@return a time as `snapshot-list` prints it}
    static String time(Instant time) {
        return TIME.format(time.atZone(ZoneId.systemDefault()));
    }

    private static Optional<String> mark(boolean is) {
        return is ? Optional.of("yes") : Optional.empty();
    }
}
