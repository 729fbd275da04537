package dev.varve.cli.change;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Step;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Guests that ran before an operation and don't after it, which their user has to know of.
public final class LeftOff {
    private LeftOff() {}

    /// {@return what to say of the guests that the plan stops and doesn't start again; empty where there are none}
    public static Optional<String> note(dev.varve.operation.Plan plan) {
        return plan.leftOff().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        plan.leftOff().stream()
                                .map(domain ->
                                        "%s was running and is shut off now: \"virsh start %s\" starts it"
                                                .formatted(domain, domain))
                                .collect(Collectors.joining("; ")));
    }

    /// {@return what to say of the guests that the plan stops and doesn't start again; empty where there are none}
    public static Optional<String> note(Plan plan) {
        var off = domains(plan);
        if (off.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                off.stream()
                        .map(domain ->
                                "%s was running and is shut off now: \"virsh start %s\" starts it"
                                        .formatted(domain, domain))
                        .collect(Collectors.joining("; ")));
    }

    private static Set<DomainRef> domains(Plan plan) {
        var off = new LinkedHashSet<DomainRef>();
        for (var step : plan.steps()) {
            var domain = step instanceof Step.OnDomain(var of, _) ? of : plan.intent().domain();
            if (step.plain() instanceof DomainStep.StopDomain) {
                off.add(domain);
            } else if (starts(step.plain())) {
                off.remove(domain);
            }
        }
        return off;
    }

    private static boolean starts(Step step) {
        return step instanceof DomainStep.StartDomain
                || step instanceof DomainStep.RestoreMemory
                || step instanceof InternalStep.ResumeInternal;
    }
}
