package dev.varve.host;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.JournalException;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Planned;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.hypervisor.HostImages;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import dev.varve.policy.Policy;
import dev.varve.policy.PolicyRequest;
import dev.varve.policy.PolicyResult;
import dev.varve.state.PolicyRun;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The policies of a host: their runs, of which there is one at a time, and what is kept of them.
public final class HostPolicies implements PolicyGround {
    private final LibvirtConnection connection;
    private final StateDirectory state;
    private final HostOperations operations;
    private final ProgressListener listener;

    /// Those of a connection, which stays the caller's to close.
    ///
    /// @param listener told of the operations
    public HostPolicies(
            LibvirtConnection connection,
            StateDirectory state,
            HostOperations operations,
            ProgressListener listener) {
        this.connection = connection;
        this.state = state;
        this.operations = operations;
        this.listener = listener;
    }

    /// {@return what came of the last run of each policy for each domain; nothing where what is kept can't be read}
    public static List<PolicyRun> runs(StateDirectory state) {
        return PolicyHistory.of(state, _ -> {}).runs();
    }

    /// {@return what came of it}
    ///
    /// @throws VarveException `BUSY` where policies are run already
    public List<PolicyResult> run(PolicyRequest asked) {
        if (asked.dryRun()) {
            return new PolicyRound(this, asked, _ -> {}).results();
        }
        return Failures.told(() ->
                switch (new DomainLocks(state.locks()).attemptPolicies()) {
                    case DomainLocks.Attempt.Busy(var holder) -> throw busy(holder);
                    case DomainLocks.Attempt.Held(var lock) -> {
                        try (lock) {
                            yield alone(asked);
                        }
                    }
                });
    }

    private static VarveException busy(OptionalLong holder) {
        return new VarveException(
                VarveException.Kind.BUSY,
                "cannot run the policies: they are being run"
                        + (holder.isPresent() ? " by process " + holder.getAsLong() : "")
                        + "; what is due is taken by that, or by the next run");
    }

    /// What is kept is written whenever something has been done, for this process may end at any moment.
    private List<PolicyResult> alone(PolicyRequest asked) {
        var history = PolicyHistory.of(state, this::note);
        try {
            return new PolicyRound(this, asked, result -> keep(result, asked, history)).results();
        } finally {
            history.retain(known(asked), domains());
            write(history);
        }
    }

    private void keep(PolicyResult result, PolicyRequest asked, PolicyHistory history) {
        history.add(result, asked.at());
        if (result.taken().isPresent() || !result.pruned().isEmpty()) {
            write(history);
        }
    }

    /// The snapshots are taken, whatever is known of that afterwards.
    private void write(PolicyHistory history) {
        try {
            history.write();
        } catch (JournalException e) {
            note(String.valueOf(e.getMessage()));
        }
    }

    private static Set<String> known(PolicyRequest asked) {
        return Stream.concat(asked.policies().stream().map(Policy::name), asked.broken().stream())
                .collect(Collectors.toSet());
    }

    private Set<UUID> domains() {
        return connection.domains(0).stream().map(HostPolicies::uuid).collect(Collectors.toSet());
    }

    private static UUID uuid(LibvirtDomain handle) {
        try (handle) {
            return UUID.fromString(handle.uuid());
        }
    }

    @Override
    public HostState observe() {
        return operations.observe();
    }

    @Override
    public Set<UUID> unfinished() {
        return operations.unfinished().stream()
                .flatMap(found -> found.intent().domains().stream())
                .map(DomainRef::uuid)
                .collect(Collectors.toSet());
    }

    @Override
    public Planned plan(HostState seen, Change change) {
        return operations.plan(seen, change::plan);
    }

    @Override
    public Planned perform(Change change) {
        operations.completeEarlier(change.intent(), listener);
        return operations.perform(change, listener);
    }

    @Override
    public boolean isWorkedOn(DomainRef domain) {
        return of(domain, LibvirtDomain::isWorkedOn);
    }

    @Override
    public boolean hasAgent(DomainRef domain) {
        return of(
                domain,
                handle ->
                        DomainXml.parse(handle.xml(0))
                                .agentChannel()
                                .filter(DomainXml.AgentChannel::connected)
                                .isPresent());
    }

    private boolean of(DomainRef domain, Predicate<LibvirtDomain> question) {
        return Failures.told(() -> {
            try (var handle = connection.domainByUuid(domain.uuid().toString())) {
                return question.test(handle);
            }
        });
    }

    @Override
    public Optional<Space> space(Path directory) {
        return HostImages.fileSystem(directory).flatMap(HostPolicies::space);
    }

    private static Optional<Space> space(FileStore store) {
        try {
            return Optional.of(new Space(store.getUsableSpace(), store.getTotalSpace()));
        } catch (IOException _) {
            return Optional.empty(); // It has gone since.
        }
    }

    @Override
    public Optional<String> run(Path program, Map<String, String> environment, Policy.Hooks hooks) {
        return new PolicyHook(program, environment, hooks.timeout()).failure();
    }

    @Override
    public void note(String text) {
        new ToldProgress(listener).note(text);
    }
}
