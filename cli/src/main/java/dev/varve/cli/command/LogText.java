package dev.varve.cli.command;

import dev.varve.cli.session.Session;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.state.LogEntry;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The table that `log` prints.
final class LogText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xx", Locale.ROOT);

    private LogText() {}

    static String of(Session session, List<LogEntry> entries) {
        var charset = TerminalCharset.of(session.environment());
        var table =
                new Table(charset, List.of("Time", "Who", "Domain", "What", "Outcome", "Duration"));
        entries.forEach(entry -> table.add(row(entry)));
        return table.toString(!session.quiet());
    }

    private static List<String> row(LogEntry entry) {
        return List.of(
                TIME.format(entry.at().atZone(ZoneId.systemDefault())),
                who(entry.caller()),
                domains(entry),
                entry.what(),
                entry.outcome().word(),
                duration(entry.took()));
    }

    /// `anna as root`, and by which program where that isn't ours.
    private static String who(LogEntry.Caller caller) {
        var user = caller.sudoUser().map(name -> name + " as " + caller.user());
        return user.orElse(caller.user())
                + (caller.program().equals("varve") ? "" : " (" + caller.program() + ")");
    }

    private static String domains(LogEntry entry) {
        return entry.domains().isEmpty()
                ? "-"
                : entry.domains().stream()
                        .map(LogEntry.Subject::name)
                        .collect(Collectors.joining(","));
    }

    /// Tenths of a second are enough for what takes less than a minute.
    static String duration(Duration took) {
        if (took.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
        }
        return took.toHours() > 0
                ? "%d h %d min".formatted(took.toHours(), took.toMinutesPart())
                : "%d min %d s".formatted(took.toMinutes(), took.toSecondsPart());
    }
}
