package dev.varve.cli.command;

import dev.varve.cli.change.TerminalProgress;
import dev.varve.cli.json.PolicyRunDocument;
import dev.varve.cli.options.TimeOption;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.policy.PolicyFiles;
import dev.varve.policy.PolicyRequest;
import dev.varve.policy.PolicyResult;
import dev.varve.policy.PolicyResult.Status;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `run-policies`
@Command(
        description =
                "Take the snapshots that policies are due for, and delete those of their own that they don't keep.",
        footer = {"varve run-policies --dry-run", "varve run-policies --domain web"})
final class RunPoliciesCommand implements OwnCommand {

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the only domain that it is done for")
    Optional<String> domain = Optional.empty();

    @Option(names = "--policy", paramLabel = "NAME", description = "the only policy that is run")
    Optional<String> policy = Optional.empty();

    @Option(
            names = "--policies",
            paramLabel = "DIR",
            description = "where the policies are; /etc/varve/policies.d for the system's libvirt")
    Optional<String> directory = Optional.empty();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "as if it were that time: 2026-12-01T02:00:00Z")
    Optional<String> at = Optional.empty();

    @Option(
            names = "--dry-run",
            description = "only print what would be done; no hook is run, either")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        var time =
                at.map(text -> TimeOption.of("--at", text, ZoneId.systemDefault()))
                        .orElseGet(Instant::now);
        var varve = session.varve();
        var place =
                directory
                        .map(RunPoliciesCommand::path)
                        .orElseGet(() -> varve.policies().directory(session.environment()));
        var files = PolicyFiles.read(place);
        var asked = request(session, files, time, place);
        var results = List.<PolicyResult>of();
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            results = varve.policies().run(asked, progress);
        }
        var problems = problems(files);
        print(session, asked, results, problems);
        if (files.policies().isEmpty() && problems.isEmpty()) {
            session.note("there are no policies in " + place);
        }
        end(results, problems);
    }

    private PolicyRequest request(Session session, PolicyFiles files, Instant time, Path place) {
        var asked = PolicyRequest.of(files, time.truncatedTo(ChronoUnit.SECONDS));
        if (domain.isPresent()) {
            asked = asked.onlyDomain(session.found(domain.get()).uuid());
        }
        if (policy.isPresent()) {
            requirePolicy(files, policy.get(), place);
            asked = asked.onlyPolicy(policy.get());
        }
        return dryRun ? asked.dry() : asked;
    }

    private static void requirePolicy(PolicyFiles files, String name, Path place) {
        boolean known =
                files.policies().stream().anyMatch(each -> each.name().equals(name))
                        || files.problems().stream().anyMatch(each -> each.policy().equals(name));
        if (!known) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "no policy '" + name + "': there is no " + name + ".conf in " + place);
        }
    }

    private List<String> problems(PolicyFiles files) {
        return files.problems().stream()
                .filter(problem ->
                        policy.isEmpty()
                                || problem.policy().isEmpty()
                                || policy.get().equals(problem.policy()))
                .map(PolicyFiles.Problem::message)
                .toList();
    }

    /// The usual directory needs not be there; one that is named is a typing error, else.
    private static Path path(String text) {
        try {
            var directory = Path.of(text).toAbsolutePath();
            if (!PolicyFiles.areThere(directory)) {
                throw new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "cannot run policies: there is no directory " + directory);
            }
            return directory;
        } catch (InvalidPathException _) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--policies takes a directory, not '" + text + "'");
        }
    }

    private void print(
            Session session,
            PolicyRequest asked,
            List<PolicyResult> results,
            List<String> problems) {
        if (json) {
            var rows = results.stream().map(PolicyRunDocument.Result::of).toList();
            session.print(JsonText.of(new PolicyRunDocument(asked.at(), dryRun, rows, problems)));
            return;
        }
        var taken = dryRun ? "Would take" : "Taken";
        var pruned = dryRun ? "Would prune" : "Pruned";
        var table =
                new Table(
                        TerminalCharset.of(session.environment()),
                        List.of("Domain", "Policy", taken, pruned, "Result"));
        results.forEach(result -> table.add(row(result)));
        if (!results.isEmpty()) {
            session.print(table.toString(!session.quiet()));
        }
    }

    private static List<String> row(PolicyResult result) {
        var pruned = result.pruned();
        return List.of(
                result.domain(),
                result.policy(),
                result.taken().orElse("-"),
                pruned.isEmpty() ? "-" : String.join(" ", pruned),
                words(result.status())
                        + (result.message().isEmpty() ? "" : ": " + result.message()));
    }

    private static String words(Status status) {
        return switch (status) {
            case DONE -> "done";
            case NOT_DUE -> "not due";
            case SKIPPED -> "skipped";
            case PUT_OFF -> "put off";
            case FAILED -> "failed";
        };
    }

    private static void end(List<PolicyResult> results, List<String> problems) {
        long failed = results.stream().filter(result -> result.status() == Status.FAILED).count();
        if (failed > 0) {
            var lines = new ArrayList<>(problems);
            lines.add(failed + " of " + results.size() + " failed; see the table");
            throw new CommandFailure(ExitCode.PARTLY_DONE, lines.toArray(String[]::new));
        }
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, problems.toArray(String[]::new));
        }
    }
}
