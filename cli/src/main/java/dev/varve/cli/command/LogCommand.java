package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.json.LogDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.state.LogEntry;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `log`
@Command(
        description = "Show what was asked of domains, by whom, and what came of it.",
        footer = {"varve log web --since 7d", "varve log --since 2026-11-30 --json"})
final class LogCommand implements OwnCommand {

    @Data(0)
    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "only what is about this domain, which needs not be there any more")
    Optional<String> domain = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "AGE|TIME",
            description = "only what was asked for since then: 12h, 7d, 2026-11-30T12:00")
    Optional<String> since = Optional.empty();

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        var now = ZonedDateTime.now(ZoneId.systemDefault());
        var from = since.map(text -> Since.of(text, now)).orElse(Instant.MIN);
        var sought = domain.map(name -> new Sought(session, name));
        var entries = new ArrayList<LogEntry>();
        int skipped =
                session.varve()
                        .log(entry -> {
                            if (sought.map(one -> one.isIn(entry)).orElse(true)
                                    && !entry.at().isBefore(from)) {
                                entries.add(entry);
                            }
                        });
        sought.ifPresent(Sought::requireKnown);
        // The log has them as they ended.
        entries.sort(Comparator.comparing(LogEntry::at));
        print(session, entries, skipped);
    }

    private void print(Session session, List<LogEntry> entries, int skipped) {
        if (json) {
            session.print(
                    JsonText.of(
                            new LogDocument(
                                    entries.stream().map(LogDocument.Entry::of).toList(),
                                    skipped)));
        } else {
            session.print(LogText.of(session, entries));
        }
        if (skipped > 0) {
            session.note(
                    skipped
                            + (skipped == 1 ? " line of the log is" : " lines of the log are")
                            + " left out: cut, or of another version");
        }
    }

    /// A domain by what it is called now, and by what it was called.
    private static final class Sought {
        private final String name;
        private final Optional<String> uuid;
        private final AtomicBoolean known = new AtomicBoolean();

        Sought(Session session, String name) {
            this.name = name;
            this.uuid = uuid(session, name);
        }

        private static Optional<String> uuid(Session session, String name) {
            try {
                return Optional.of(session.found(name).uuid().toString());
            } catch (CommandFailure e) {
                if (e.exitCode() != ExitCode.NOT_FOUND) {
                    throw e;
                }
                return Optional.empty();
            }
        }

        boolean isIn(LogEntry entry) {
            boolean in = entry.concerns(name) || uuid.filter(entry::concerns).isPresent();
            known.compareAndSet(false, in);
            return in;
        }

        void requireKnown() {
            if (uuid.isEmpty() && !known.get()) {
                throw new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "cannot show the log of domain '"
                                + name
                                + "': there is none, and the log knows none of that name");
            }
        }
    }
}
