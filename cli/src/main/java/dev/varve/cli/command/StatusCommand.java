package dev.varve.cli.command;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.json.DomainStatusList;
import dev.varve.cli.options.AgeOption;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.status.Check;
import dev.varve.cli.status.StatusTable;
import dev.varve.cli.text.Ago;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtException;
import dev.varve.operation.VarveException;
import dev.varve.status.DomainStatus;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `status`
@Command(
        description = "Show how each domain and its snapshots fare.",
        footer = {"varve status", "varve status --check --max-depth 20 --max-age 60d"})
final class StatusCommand implements OwnCommand {

    @Data(0)
    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain; without it, all domains")
    Optional<String> domain = Optional.empty();

    @Option(
            names = "--check",
            description =
                    "print one line, and end as a plugin of Nagios: 0 ok, 1 warning, 2 critical")
    boolean check;

    @Option(
            names = "--max-depth",
            paramLabel = "N",
            description = "with --check: warn of disks that read through more layers")
    Optional<String> maxDepth = Optional.empty();

    @Option(
            names = "--max-age",
            paramLabel = "AGE",
            description = "with --check: warn of older snapshots, such as 60d")
    Optional<String> maxAge = Optional.empty();

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        return new Conflicts()
                .exclusive("check", check, "json", json)
                .add(!check && maxDepth.isPresent(), "--max-depth requires --check")
                .add(!check && maxAge.isPresent(), "--max-age requires --check")
                .first();
    }

    @Override
    public void run(Session session) {
        var now = ZonedDateTime.now(ZoneId.systemDefault());
        if (check) {
            check(session, now);
            return;
        }
        var all = statuses(session);
        session.print(
                json
                        ? JsonText.of(
                                new DomainStatusList(
                                        all.stream().map(DomainStatusList.Domain::of).toList()))
                        : StatusTable.of(session, all, new Ago(now)));
    }

    private List<DomainStatus> statuses(Session session) {
        return domain.map(name -> List.of(session.withImages(name).status(false)))
                .orElseGet(() -> session.images().status(false));
    }

    private void check(Session session, ZonedDateTime now) {
        var verdict = verdict(session, now);
        session.print(verdict.line() + "\n");
        if (verdict.exit() != ExitCode.DONE) {
            throw new CommandFailure(verdict.exit());
        }
    }

    /// What is in the way of looking is the answer, too.
    private Check.Verdict verdict(Session session, ZonedDateTime now) {
        try {
            var limits =
                    new Check(
                            maxDepth.map(StatusCommand::number),
                            maxAge.map(text -> AgeOption.before("--max-age", text, now)));
            return limits.of(statuses(session));
        } catch (CommandFailure e) {
            return Check.Verdict.unknown(String.join("; ", e.lines()));
        } catch (LibvirtException | VarveException e) {
            return Check.Verdict.unknown(String.valueOf(e.getMessage()));
        }
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--max-depth takes a number of layers, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
