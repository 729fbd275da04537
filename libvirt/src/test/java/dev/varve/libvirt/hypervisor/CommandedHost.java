package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.FileJournalStorage;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.TakeOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A host on libvirt's embedded driver with everything that a command needs, and the user's words for it.
///
/// @param state where the journals and the locks are
record CommandedHost(EmbeddedHost host, Path state) {
    static final DiskTarget VDA = new DiskTarget("vda");

    /// {@return the entrance, as a program that has just been started has it}
    Operations operations() {
        return operations(host.hypervisor(), state);
    }

    /// {@return the same on another hypervisor}
    static Operations operations(Hypervisor hypervisor, Path state) {
        return new Operations(
                hypervisor,
                new FileJournalStorage(state.resolve("journal")),
                new DomainLocks(state.resolve("locks")),
                InstantSource.system());
    }

    /// Runs what the planner plans, which must not be a refusal.
    void must(DomainRef domain, Function<HostState, Planned> planner, OperationProgress progress) {
        switch (operations().run(domain, planner, progress)) {
            case Plan _ -> {}
            case Refusal refusal -> throw new AssertionError(refusal.message());
        }
    }

    /// Takes a disk-only snapshot.
    void take(DomainRef domain, String name) {
        must(domain, create(domain, name), OperationProgress.silent());
    }

    static Function<HostState, Planned> create(DomainRef domain, String name) {
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName(name)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "<domainsnapshot/>");
        var options = new TakeOptions(true, false, false, false, false, false, false, false);
        return new CreateSnapshot(domain, request, options, Annotations.none(), Instant.now())
                ::plan;
    }

    static Function<HostState, Planned> delete(DomainRef domain, String name) {
        return new DeleteSnapshot(
                        domain, List.of(new SnapshotName(name)), DeleteSnapshot.Scope.ONE, false)
                ::plan;
    }

    Domain observed(DomainRef domain) {
        return host.hypervisor().observe().domain(domain).orElseThrow();
    }

    Path head(DomainRef domain, DiskTarget disk) {
        return observed(domain).disk(disk).orElseThrow().source().image().orElseThrow();
    }
}
