package dev.varve.cli.status;

import dev.varve.cli.change.Bytes;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.Ago;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.state.RunState;
import dev.varve.status.DomainStatus;
import java.util.List;
import java.util.stream.Collectors;

/// How domains fare: a row for each.
public final class StatusTable {
    private static final List<String> HEADER =
            List.of(
                    "Domain",
                    "State",
                    "Snapshots",
                    "Oldest",
                    "Depth",
                    "Space",
                    "Policies",
                    "Problems");

    private StatusTable() {}

    /// {@return the table}
    public static String of(Session session, List<DomainStatus> all, Ago ago) {
        var table = new Table(TerminalCharset.of(session.environment()), HEADER);
        all.forEach(status -> table.add(row(status, ago)));
        return table.toString(!session.quiet());
    }

    private static List<String> row(DomainStatus status, Ago ago) {
        var problems = new Problems(status).words();
        return List.of(
                status.domain(),
                word(status.state()),
                Integer.toString(status.snapshots().size()),
                status.oldest().map(ago::of).orElse("-"),
                Integer.toString(status.depth()),
                Bytes.text(status.allocated()),
                policies(status, ago),
                problems.isEmpty() ? "-" : String.join("; ", problems));
    }

    private static String policies(DomainStatus status, Ago ago) {
        return status.policyRuns().isEmpty()
                ? "-"
                : status.policyRuns().stream()
                        .map(run ->
                                run.policy()
                                        + ": "
                                        + run.lastSuccess().map(ago::of).orElse("never"))
                        .collect(Collectors.joining(", "));
    }

    /// virsh's words.
    private static String word(RunState state) {
        return switch (state) {
            case RUNNING -> "running";
            case PAUSED -> "paused";
            case SHUTOFF -> "shut off";
            case SUSPENDED -> "pmsuspended";
        };
    }
}
