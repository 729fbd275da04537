package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.Presence;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.StepFiles;
import java.nio.file.Path;
import java.util.Optional;

/// The files that a plan makes. One can be made only where it can be looked for: where its directory isn't there, the
/// step that makes it would fail, and nobody could tell afterwards whether it had.
record NewFiles(Hypervisor hypervisor, Plan plan) {
    /// {@return why one of the plan's files can't be made}
    static Optional<Refusal> refuse(Hypervisor hypervisor, Plan plan) {
        return new NewFiles(hypervisor, plan).refuse();
    }

    private Optional<Refusal> refuse() {
        return plan.steps().stream()
                .flatMap(step -> StepFiles.of(step.plain()).created().stream())
                .flatMap(file -> refuse(file).stream())
                .findFirst();
    }

    private Optional<Refusal> refuse(Path file) {
        return hypervisor.presence(file) instanceof Presence.Unknown(var reason)
                ? Optional.of(new ImageRefusal.NoFile(plan.intent().toString(), file, reason))
                : Optional.empty();
    }
}
