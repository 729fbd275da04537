package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The end of a plan that failed at the start of a guest. Where nothing follows but other starts, all is done that
/// the user asked for, and whoever starts the domain by himself has the rest.
///
/// @param left the steps that aren't finished, of which the first has failed
/// @param domain that the plan is about
record LastStarts(List<Step> left, DomainRef domain) {
    /// {@return whether nothing but starts is missing; else it is left to recovery}
    ///
    /// @throws dev.varve.core.hypervisor.HypervisorException if that can't be told
    boolean areAllThatIsMissing(Hypervisor hypervisor) {
        return !left.isEmpty()
                && left.stream().allMatch(LastStarts::startsGuest)
                && onlyStartIsMissing(hypervisor, left.getFirst());
    }

    private static boolean startsGuest(Step step) {
        return step.plain() instanceof DomainStep.StartDomain
                || step.plain() instanceof DomainStep.RestoreMemory
                || step.plain() instanceof CloneStep.ResumeClone
                || step.plain() instanceof InternalStep.ResumeInternal;
    }

    /// Of a clone more may be missing.
    private static boolean onlyStartIsMissing(Hypervisor hypervisor, Step step) {
        return !(step instanceof CloneStep.ResumeClone resume)
                || hypervisor
                        .observe()
                        .domain(resume.define().made())
                        .filter(made -> !made.state().active())
                        .isPresent();
    }

    /// {@return the domains that could not be started}
    ///
    /// @param attempt starts one of the others, and says whether that worked
    List<DomainRef> failed(Predicate<Step> attempt) {
        var off = new ArrayList<DomainRef>(List.of(started(left.getFirst())));
        left.stream()
                .skip(1)
                .filter(step -> !attempt.test(step))
                .forEach(step -> off.add(started(step)));
        return off;
    }

    private DomainRef started(Step step) {
        return step instanceof CloneStep.ResumeClone resume
                ? resume.define().made()
                : step.domain(domain);
    }
}
