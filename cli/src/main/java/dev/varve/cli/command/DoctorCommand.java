package dev.varve.cli.command;

import dev.varve.Domain;
import dev.varve.Varve;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Requests;
import dev.varve.cli.json.DiagnosisDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Questions;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.operation.DiskChange;
import dev.varve.operation.MergeOptions;
import dev.varve.state.Diagnosis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `doctor`
@Command(
        description = "Find what is wrong with the images and snapshots of domains, and mend it.",
        footer = {"varve doctor --all", "varve doctor web --fix"})
final class DoctorCommand implements OwnCommand {

    @Data(0)
    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain; without it, all domains")
    Optional<String> domain = Optional.empty();

    @Option(names = "--all", description = "all domains")
    boolean all;

    @Option(names = "--fix", description = "mend what can be mended without a decision of yours")
    boolean fix;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "with --fix: of backing files whose format can't be told safely")
    Optional<String> format = Optional.empty();

    @Option(
            names = "--moved",
            description =
                    "with --fix: images that aren't where they are named are those of the same name that"
                            + " doctor has found")
    boolean moved;

    @Option(names = "--dry-run", description = "with --fix: only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON, a line for each domain")
    boolean json;

    @Override
    public Optional<String> conflict() {
        if (all && domain.isPresent()) {
            return Optional.of("Options --domain and --all are mutually exclusive");
        }
        return format.filter(name -> !name.equals("raw") && !name.equals("qcow2"))
                .map(name -> "--format takes raw or qcow2, not '" + name + "'");
    }

    @Override
    public void run(Session session) {
        var varve = session.images();
        var chosen = domain.map(session::found);
        if (fix) {
            chosen.map(List::of).orElseGet(varve::domains).forEach(each -> mend(session, each));
            if (dryRun) {
                return;
            }
        }
        var left = new ArrayList<DiagnosisDocument.Finding>();
        for (var diagnosis : diagnoses(varve, chosen)) {
            var findings =
                    diagnosis.findings().stream().map(DiagnosisDocument.Finding::of).toList();
            print(session, diagnosis.domain(), findings);
            left.addAll(findings);
        }
        if (!left.isEmpty()) {
            throw new CommandFailure(ExitCode.PARTLY_DONE, verdict(left));
        }
    }

    private static List<Diagnosis> diagnoses(Varve varve, Optional<Domain> chosen) {
        return chosen.map(each -> List.of(new Diagnosis(each.name(), each.uuid(), each.findings())))
                .orElseGet(varve::findings);
    }

    /// After `--fix` nothing is mendable that could be mended.
    private String verdict(List<DiagnosisDocument.Finding> left) {
        return !fix && left.stream().anyMatch(DiagnosisDocument.Finding::mendable)
                ? "something was found; --fix mends what needs no decision of yours"
                : "what is listed above is left for you to decide";
    }

    /// What was mended lets more be seen, which is mended in turn. A plan that was performed and is made
    /// again has mended nothing.
    private void mend(Session session, Domain each) {
        var mend = new DiskChange.Mend(moved, format);
        if (dryRun) {
            print(session, each, ": would ", Questions.asked(() -> each.stepsToMend(mend)));
            return;
        }
        var requests = new Requests(session, /* dryRun= */ false);
        var done = new HashSet<List<String>>(Set.of(List.of()));
        for (boolean mended = true; mended; ) {
            var steps = requests.perform(each, mend, MergeOptions.none()).steps();
            print(session, each, ": mended: ", steps);
            mended = done.add(steps);
        }
    }

    private static void print(Session session, Domain each, String how, List<String> steps) {
        steps.forEach(step -> session.print(each.name() + how + step + "\n"));
    }

    private void print(Session session, String name, List<DiagnosisDocument.Finding> findings) {
        if (json) {
            session.print(JsonText.of(new DiagnosisDocument(name, findings)));
            return;
        }
        if (findings.isEmpty()) {
            session.printExtra(name + ": nothing found\n");
        }
        findings.forEach(finding ->
                session.print(name + ": " + finding.message() + "\n    " + advice(finding)));
    }

    private static String advice(DiagnosisDocument.Finding finding) {
        return (finding.mendable() ? "--fix will " : "") + finding.advice() + "\n";
    }
}
