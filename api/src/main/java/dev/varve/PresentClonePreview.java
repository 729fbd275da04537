package dev.varve;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.ForeseenSnapshot;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.host.HostOperations;
import dev.varve.libvirt.hypervisor.observe.Unshareable;
import dev.varve.libvirt.xml.DomainXml;
import java.util.List;

/// What would come of new domains of what a domain is now: of the snapshot that is taken, of the clone, and, where all is
/// copied, of the snapshot's removal.
///
/// @param take the taking of the snapshot
record PresentClonePreview(HostOperations operations, Change take, CloneDomain cloning) {
    /// {@return the plan of the whole, of which nothing is performed, or why there is none}
    Planned planned() {
        var state = operations.observe();
        return cloning.refuse(state).<Planned>map(refusal -> refusal).orElseGet(() -> taken(state));
    }

    private Planned taken(HostState state) {
        return switch (operations.plan(state, take::plan)) {
            case Refusal refusal -> refusal;
            case Plan plan -> cloned(plan, snapshot(state).after(state, plan));
        };
    }

    private ForeseenSnapshot snapshot(HostState state) {
        var unshareable =
                state.domain(cloning.origin())
                        .map(Domain::live)
                        .map(live -> Unshareable.of(DomainXml.parse(live)))
                        .orElseGet(List::of);
        return new ForeseenSnapshot(cloning.origin(), cloning.snapshot(), unshareable);
    }

    private Planned cloned(Plan taking, HostState after) {
        return switch (operations.plan(after, cloning::plan)) {
            case Refusal refusal -> refusal;
            case Plan plan -> {
                var both = taking.then(plan, plan.intent());
                yield cloning.full() ? both.then(removal(after), plan.intent()) : both;
            }
        };
    }

    /// Nothing is lost with a snapshot that was taken for the cloning.
    private Plan removal(HostState after) {
        var delete =
                new DeleteSnapshot(
                        cloning.origin(),
                        List.of(cloning.snapshot()),
                        DeleteSnapshot.Scope.ONE,
                        false);
        return switch (delete.plan(after)) {
            case Plan plan -> plan.losing(List.of());
            case Refusal refusal ->
                    Plan.of(delete.intent(), List.of())
                            .as(delete.intent(), List.of(refusal.message()));
        };
    }
}
