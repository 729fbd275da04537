package dev.varve.cli.change;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Place;
import dev.varve.core.plan.group.GroupSnapshots;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.host.EarlierOperation;
import dev.varve.host.HostOperations;
import dev.varve.host.StateDirectory;
import dev.varve.host.Unfinished;
import dev.varve.host.UnreadableJournal;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.operation.Abandonment;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Recovery;
import dev.varve.operation.VarveException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Changes to the domains of a session's connection, shown on its terminal.
public final class Changes {
    private final Session session;
    private final HostOperations operations;

    private Changes(Session session, HostOperations operations) {
        this.session = session;
        this.operations = operations;
    }

    /// {@return whether Varve's own operations apply: to QEMU. What other drivers call a snapshot is
    /// theirs alone}
    public static boolean apply(Session session) {
        return HostOperations.apply(session.connection());
    }

    /// {@return those of a session that only looks at images, where there are some to look at}
    ///
    /// @param whose for the message
    /// @throws CommandFailure for other drivers than QEMU's, and where the images are on another host
    public static Changes toLookAt(Session session, String whose) {
        if (!apply(session)) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "cannot look at images: this is for domains of QEMU");
        }
        return of(session, "look at the images of " + whose);
    }

    /// {@return the changes of a session}
    ///
    /// @param what what is to be done, for the message
    /// @throws CommandFailure where the images are on another host
    public static Changes of(Session session, String what) {
        return of(session, what, MergeOptions.none());
    }

    /// As [#of(Session, String)].
    ///
    /// @param options how layers are merged
    public static Changes of(Session session, String what, MergeOptions options) {
        return of(session, what, options, Set.of());
    }

    /// As [#of(Session, String, MergeOptions)].
    ///
    /// @param places directories to look at besides those where images are
    public static Changes of(Session session, String what, MergeOptions options, Set<Path> places) {
        var connection = session.connection();
        var state = StateDirectory.of(connection.uri(), session.asked());
        try {
            var operations = HostOperations.of(connection, state, options, places, what);
            return new Changes(session, operations);
        } catch (VarveException e) {
            throw CommandFailure.of(e);
        }
    }

    /// {@return how operations name the domain}
    public static DomainRef ref(LibvirtDomain domain) {
        return new DomainRef(UUID.fromString(domain.uuid()), domain.name());
    }

    /// {@return what does them, without a terminal}
    public HostOperations operations() {
        return operations;
    }

    /// Plans, and performs the plan unless it is a dry run.
    ///
    /// An unfinished operation that is about the same is ended first, and said to have been; then the plan
    /// is made anew.
    ///
    /// @return the plan; empty where an earlier run of the same command has done all of it
    /// @throws CommandFailure for a refusal
    public Optional<Plan> perform(Change change, boolean dryRun) {
        if (dryRun) {
            return Optional.of(plan(change::plan));
        }
        var earlier = completeEarlier(change.intent());
        if (earlier.filter(EarlierOperation::isUndoneByRepeating).isPresent()) {
            return Optional.empty();
        }
        return run(change, earlier);
    }

    /// {@return the plan, of which nothing is performed}
    ///
    /// @throws CommandFailure for a refusal
    public Plan plan(Function<HostState, Planned> planner) {
        return accepted(operations.plan(planner));
    }

    /// As [HostOperations#completeEarlier], and says what was completed.
    public Optional<EarlierOperation> completeEarlier(Intent intent) {
        try (var progress = progress()) {
            return operations.completeEarlier(intent, progress);
        }
    }

    private Optional<Plan> run(Change change, Optional<EarlierOperation> earlier) {
        try (var progress = progress()) {
            var planned = operations.perform(change, progress);
            if (planned instanceof Refusal refusal
                    && earlier.filter(done -> done.hasDone(change.intent(), refusal)).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(accepted(planned));
        }
    }

    private TerminalProgress progress() {
        return new TerminalProgress(session.messages(), session.quiet());
    }

    private static Plan accepted(Planned planned) {
        return switch (planned) {
            case Plan plan -> plan;
            case Refusal refusal -> throw refused(refusal);
        };
    }

    /// Ends the domain's unfinished operation, if it has one.
    public Optional<Recovery> recover(DomainRef domain) {
        try (var progress = progress()) {
            return operations.recover(domain, progress);
        }
    }

    /// As [HostOperations#abandon].
    public Optional<Abandonment> abandon(DomainRef domain) {
        try (var progress = progress()) {
            return operations.abandon(domain, progress);
        }
    }

    /// {@return the group of that name, with the members that it had when it was taken}
    ///
    /// @throws CommandFailure if no domain has a snapshot of it
    public Group group(String name) {
        return GroupSnapshots.find(observe(), name).members().stream()
                .map(GroupSnapshots.Member::group)
                .findFirst()
                .orElseThrow(() -> refused(new GroupRefusal.NoSuchGroup(name)));
    }

    /// {@return the refusal as the failure of a command}
    public static CommandFailure refused(Refusal refusal) {
        return new CommandFailure(ExitCode.of(refusal.kind()), refusal.message());
    }

    /// {@return what is there now}
    public HostState observe() {
        return operations.observe();
    }

    /// {@return what is there now, in these places as well}
    public HostState observe(Set<Path> places) {
        return operations.observe(places);
    }

    /// {@return what a name that a user gave stands for, on the host where the images are}
    public Place locate(Path name) {
        return operations.locate(name);
    }

    /// {@return the journals of this host's that can't be read}
    public List<UnreadableJournal> unreadable() {
        return operations.unreadable();
    }

    /// {@return every unfinished operation of this host's whose journal can be read}
    public List<Unfinished> unfinished() {
        return operations.unfinished();
    }
}
