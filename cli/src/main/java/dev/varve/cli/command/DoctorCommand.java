package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Changes;
import dev.varve.cli.json.DiagnosisDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.doctor.Diagnosis;
import dev.varve.core.plan.doctor.DomainFinding;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Step;
import dev.varve.host.Unfinished;
import dev.varve.image.ImageFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `doctor`
@Command(description = "Find what is wrong with the images and snapshots of domains, and mend it.")
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
        var changes = Changes.toLookAt(session, "domains");
        var chosen = domain.map(name -> ref(session, name));
        if (fix) {
            chosen(changes.observe(), chosen).forEach(ref -> mend(session, changes, ref));
            if (dryRun) {
                return;
            }
        }
        var left = report(session, changes, chosen);
        if (!left.isEmpty()) {
            throw new CommandFailure(ExitCode.PARTLY_DONE, verdict(left));
        }
    }

    /// After `--fix` nothing is mendable that could be mended.
    private String verdict(List<DiagnosisDocument.Finding> left) {
        return !fix && left.stream().anyMatch(DiagnosisDocument.Finding::mendable)
                ? "something was found; --fix mends what needs no decision of yours"
                : "what is listed above is left for you to decide";
    }

    private static DomainRef ref(Session session, String name) {
        try (var handle = session.domain(name)) {
            return Changes.ref(handle);
        }
    }

    private static List<DomainRef> chosen(HostState state, Optional<DomainRef> chosen) {
        return chosen.map(List::of)
                .orElseGet(() -> state.domains().stream().map(each -> each.ref()).toList());
    }

    /// What was mended lets more be seen, which is mended in turn. A plan that was performed and is made
    /// again has mended nothing.
    private void mend(Session session, Changes changes, DomainRef ref) {
        var mend = new MendDomain(ref, format.map(ImageFormat::of), moved);
        if (dryRun) {
            print(session, ref, Optional.of(changes.plan(mend::planAll)));
            return;
        }
        var done = new HashSet<List<Step>>(Set.of(List.of()));
        for (boolean mended = true; mended; ) {
            var plan = changes.perform(mend, false);
            print(session, ref, plan);
            mended = plan.filter(made -> done.add(made.steps())).isPresent();
        }
    }

    private void print(Session session, DomainRef ref, Optional<Plan> plan) {
        plan.ifPresent(made -> made.steps().forEach(step -> print(session, ref, step)));
    }

    private void print(Session session, DomainRef ref, Step step) {
        session.print(ref + (dryRun ? ": would " : ": mended: ") + step.describe() + "\n");
    }

    /// {@return what was found, of all domains}
    private List<DiagnosisDocument.Finding> report(
            Session session, Changes changes, Optional<DomainRef> chosen) {
        var state = changes.observe();
        var unfinished = changes.unfinished();
        var all = new ArrayList<DiagnosisDocument.Finding>();
        for (var ref : chosen(state, chosen)) {
            var findings = findings(state, unfinished, ref);
            print(session, ref, findings);
            all.addAll(findings);
        }
        return all;
    }

    private static List<DiagnosisDocument.Finding> findings(
            HostState state, List<Unfinished> unfinished, DomainRef ref) {
        var findings = new ArrayList<DiagnosisDocument.Finding>();
        unfinished.stream()
                .filter(operation -> operation.intent().domain().uuid().equals(ref.uuid()))
                .map(operation -> unfinished(operation, ref))
                .forEach(findings::add);
        boolean cut = !findings.isEmpty();
        state.domain(ref).stream()
                .flatMap(observed -> new Diagnosis(state, observed).findings().stream())
                .filter(finding -> !cut || !(finding instanceof DomainFinding.BlockJobLeft))
                .map(DiagnosisDocument.Finding::of)
                .forEach(findings::add);
        return findings;
    }

    private static DiagnosisDocument.Finding unfinished(Unfinished operation, DomainRef ref) {
        return new DiagnosisDocument.Finding(
                "unfinished",
                "an operation was cut off: " + operation.intent(),
                "run \"varve recover " + ref + "\"",
                false);
    }

    private void print(Session session, DomainRef ref, List<DiagnosisDocument.Finding> findings) {
        if (json) {
            session.print(JsonText.of(new DiagnosisDocument(ref.name(), findings)));
            return;
        }
        if (findings.isEmpty()) {
            session.printExtra(ref + ": nothing found\n");
        }
        findings.forEach(finding ->
                session.print(ref + ": " + finding.message() + "\n    " + advice(finding)));
    }

    private static String advice(DiagnosisDocument.Finding finding) {
        return (finding.mendable() ? "--fix will " : "") + finding.advice() + "\n";
    }
}
