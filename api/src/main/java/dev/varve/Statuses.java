package dev.varve;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.host.DomainDocuments;
import dev.varve.host.HostOperations;
import dev.varve.host.Unfinished;
import dev.varve.operation.UnfinishedOperation;
import dev.varve.operation.VarveException;
import dev.varve.state.Finding;
import dev.varve.state.PolicyRun;
import dev.varve.state.RunState;
import dev.varve.state.Usage;
import dev.varve.status.DomainStatus;
import dev.varve.status.SnapshotStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How domains fare, all as they were at one moment.
///
/// @param measured whether to find out what each snapshot takes, for which all tables of the images are read
record Statuses(
        HostState state,
        List<UnfinishedOperation> operations,
        List<Unfinished> journals,
        List<PolicyRun> policyRuns,
        boolean measured) {
    static Statuses of(HostOperations operations, List<PolicyRun> policyRuns, boolean measured) {
        return new Statuses(
                operations.observe(),
                dev.varve.Unfinished.all(operations),
                operations.unfinished(),
                policyRuns,
                measured);
    }

    /// {@return those of all domains, by their names}
    List<DomainStatus> all() {
        return state.domains().stream()
                .sorted(Comparator.comparing(domain -> domain.ref().name()))
                .map(this::of)
                .toList();
    }

    DomainStatus of(DomainRef ref) {
        return of(Views.domain(state, ref));
    }

    private DomainStatus of(Domain domain) {
        var operation =
                operations.stream()
                        .filter(found -> found.concerns(domain.ref().uuid()))
                        .findFirst();
        var diagnosis = new dev.varve.core.plan.doctor.Diagnosis(state, domain);
        return new DomainStatus(
                domain.ref().name(),
                domain.ref().uuid(),
                runState(domain),
                snapshots(domain),
                depths(domain),
                diagnosis.reached().stream().mapToLong(Statuses::allocated).sum(),
                operation,
                findings(domain, operation),
                policyRuns.stream().filter(run -> run.uuid().equals(domain.ref().uuid())).toList());
    }

    /// What an operation has half done while it is at work is no fault.
    private List<Finding> findings(Domain domain, Optional<UnfinishedOperation> operation) {
        return operation.filter(UnfinishedOperation::atWork).isPresent()
                ? List.of()
                : new Diagnoses(state, journals).besides(domain, operation.isPresent());
    }

    private static RunState runState(Domain domain) {
        return switch (domain.state()) {
            case RUNNING -> RunState.RUNNING;
            case PAUSED -> RunState.PAUSED;
            case SHUTOFF -> RunState.SHUTOFF;
            case PMSUSPENDED -> RunState.SUSPENDED;
        };
    }

    private static long allocated(Layer layer) {
        return layer.file().map(Layer.File::allocatedBytes).orElse(0L);
    }

    private SortedMap<String, Integer> depths(Domain domain) {
        var depths = new TreeMap<String, Integer>();
        for (var disk : domain.disks()) {
            disk.source()
                    .image()
                    .ifPresent(head -> depths.put(disk.target().name(), state.depth(head)));
        }
        return depths;
    }

    private List<SnapshotStatus> snapshots(Domain domain) {
        var usage = usage(domain);
        return domain.snapshots().stream()
                .map(snapshot ->
                        new SnapshotStatus(
                                DomainDocuments.snapshot(snapshot, domain.current()),
                                !(snapshot.memory() instanceof Memory.None),
                                Optional.ofNullable(usage.get(snapshot.name().value()))))
                .toList();
    }

    /// An image that can't be read is among the findings.
    private Map<String, Usage.OfSnapshot> usage(Domain domain) {
        if (!measured || domain.snapshots().isEmpty()) {
            return Map.of();
        }
        try {
            return Views.usage(state, domain).snapshots().stream()
                    .collect(Collectors.toMap(Usage.OfSnapshot::name, Function.identity()));
        } catch (VarveException _) {
            return Map.of();
        }
    }
}
