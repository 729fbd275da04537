package dev.varve.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.Recovered;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeStep;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a plan makes of domains and snapshots.
public record Effects(Plan plan) {
    /// {@return the snapshots whose metadata the plan removes}
    public Set<SnapshotName> deleted() {
        return plan.steps().stream()
                .flatMap(step -> forgotten(step).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<SnapshotName> forgotten(Step step) {
        if (step instanceof SnapshotStep.ForgetSnapshot forget) {
            return Optional.of(forget.name());
        }
        return step instanceof InternalStep.DeleteInternal delete
                ? Optional.of(delete.name())
                : Optional.empty();
    }

    /// {@return the domains that the plan makes}
    public List<DomainRef> made() {
        return plan.steps().stream().flatMap(step -> defined(step).stream()).toList();
    }

    private static Optional<DomainRef> defined(Step step) {
        if (step instanceof CloneStep.ResumeClone resume) {
            return Optional.of(resume.define().made());
        }
        return step instanceof CloneStep.DefineClone define
                ? Optional.of(define.made())
                : Optional.empty();
    }

    /// {@return the snapshot that the plan reverts to}
    Optional<SnapshotName> reverted() {
        return plan.steps().stream()
                .filter(SnapshotStep.SelectSnapshot.class::isInstance)
                .map(step -> ((SnapshotStep.SelectSnapshot) step).name())
                .findFirst();
    }

    /// Fails unless the snapshots and the definition are as the end of the operation has it.
    void assertDone(Recovered done, Contents before, Contents after) {
        var intent = plan.intent();
        var known = after.state().domain(intent.domain()).orElseThrow();
        var knew = before.state().domain(intent.domain()).orElseThrow();
        switch (done) {
            case Recovered.Undone _ -> {
                assertThat(known.snapshots()).containsExactlyInAnyOrderElementsOf(knew.snapshots());
                assertThat(known.definition()).isEqualTo(knew.definition());
                assertThat(known.current()).isEqualTo(knew.current());
            }
            case Recovered.Completed _ -> {
                assertThat(deleted()).noneMatch(name -> known.snapshot(name).isPresent());
                if (intent.kind() != Intent.Kind.DELETE && !withoutMetadata()) {
                    assertThat(intent.snapshots())
                            .allMatch(name -> known.snapshot(name).isPresent());
                }
            }
        }
    }

    private boolean withoutMetadata() {
        return plan.steps().stream()
                .anyMatch(step ->
                        step instanceof TakeStep.TakeSnapshot take && take.options().noMetadata());
    }
}
