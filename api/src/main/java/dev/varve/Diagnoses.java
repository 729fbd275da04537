package dev.varve;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.doctor.DomainFinding;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.host.HostOperations;
import dev.varve.host.Unfinished;
import dev.varve.state.Diagnosis;
import dev.varve.state.Finding;
import java.util.ArrayList;
import java.util.List;

/// What is wrong with domains, in the library's words.
record Diagnoses(HostState state, List<Unfinished> unfinished) {
    static Diagnoses of(HostOperations operations) {
        return new Diagnoses(operations.observe(), operations.unfinished());
    }

    /// {@return those of all domains}
    List<Diagnosis> all() {
        return state.domains().stream()
                .map(domain -> domain.ref())
                .map(ref -> new Diagnosis(ref.name(), ref.uuid(), findings(ref)))
                .toList();
    }

    /// {@return what is wrong with the domain}
    List<Finding> findings(DomainRef ref) {
        var findings = new ArrayList<Finding>();
        unfinished.stream()
                .filter(operation -> operation.intent().domain().uuid().equals(ref.uuid()))
                .map(operation -> unfinished(operation, ref))
                .forEach(findings::add);
        findings.addAll(besides(Views.domain(state, ref), !findings.isEmpty()));
        return findings;
    }

    /// {@return what is wrong with the domain besides an operation that was cut}
    ///
    /// @param cut whether there is one, whose block job is no news
    List<Finding> besides(Domain domain, boolean cut) {
        return new dev.varve.core.plan.doctor.Diagnosis(state, domain)
                .findings().stream()
                        .filter(found -> !cut || !(found instanceof DomainFinding.BlockJobLeft))
                        .map(Diagnoses::finding)
                        .toList();
    }

    private static Finding unfinished(Unfinished operation, DomainRef ref) {
        return new Finding(
                "unfinished",
                "an operation was cut off: " + operation.intent(),
                "run \"varve recover " + ref + "\"",
                false);
    }

    static Finding finding(dev.varve.core.plan.doctor.Finding found) {
        return new Finding(found.word(), found.message(), found.advice(), !found.mend().isEmpty());
    }

    /// {@return the steps of all that mending would do, as far as it can be told beforehand}
    static List<String> steps(HostOperations operations, MendDomain mend) {
        return switch (operations.plan(mend::planAll)) {
            case Plan plan -> plan.steps().stream().map(Step::describe).toList();
            case Refusal refusal -> throw Views.failure(refusal);
        };
    }
}
