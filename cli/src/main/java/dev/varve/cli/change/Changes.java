package dev.varve.cli.change;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.session.StateDirectory;
import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.ImageReading;
import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Place;
import dev.varve.core.operation.Abandoned;
import dev.varve.core.operation.DamagedJournal;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.FileJournalStorage;
import dev.varve.core.operation.OperationException;
import dev.varve.core.operation.Operations;
import dev.varve.core.operation.Recovered;
import dev.varve.core.operation.Unfinished;
import dev.varve.core.plan.group.GroupSnapshots;
import dev.varve.core.plan.keep.ExpireSnapshots;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.hypervisor.AnnotationsXml;
import dev.varve.libvirt.hypervisor.HostImages;
import dev.varve.libvirt.hypervisor.LibvirtHypervisor;
import dev.varve.libvirt.xml.SnapshotXml;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Changes to the domains of a session's connection.
public final class Changes {
    private final Session session;
    private final Hypervisor hypervisor;
    private final Operations operations;
    private final Set<Path> places;

    private Changes(Session session, MergeOptions options, Set<Path> places) {
        var state =
                StateDirectory.of(
                        session.connection().uri(),
                        session.asked(),
                        System.getProperty("user.name"),
                        Path.of(System.getProperty("user.home")));
        this.session = session;
        this.hypervisor = new LibvirtHypervisor(session.connection(), options);
        this.places = Set.copyOf(places);
        this.operations =
                new Operations(
                        hypervisor,
                        new FileJournalStorage(state.journal()),
                        new DomainLocks(state.locks()),
                        InstantSource.system(),
                        places);
    }

    /// {@return whether Varve's own operations apply: to QEMU. What other drivers call a snapshot is
    /// theirs alone}
    public static boolean apply(Session session) {
        return session.connection().driverType().equals("QEMU");
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
        var host = Host.of(session.connection().uri());
        if (!host.here()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "cannot "
                            + what
                            + ": the images are on host "
                            + host.name().orElseThrow()
                            + ", which this version can't reach; run varve there");
        }
        return new Changes(session, options, places);
    }

    /// {@return how operations name the domain}
    public static DomainRef ref(LibvirtDomain domain) {
        return new DomainRef(UUID.fromString(domain.uuid()), domain.name());
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

    /// Ends an operation about the same that was cut, if there is one, and says what it has completed. What
    /// it was asked for may then look done, or impossible, to whoever only looks at the domain.
    ///
    /// @return what was completed; empty where there is none, or where it was undone
    public Optional<EarlierOperation> completeEarlier(Intent intent) {
        var cut =
                operations.unfinished().stream()
                        .filter(found -> found.intent().isAbout(intent))
                        .findFirst();
        var completed =
                cut.filter(found ->
                                recover(found.intent().domain())
                                        .filter(Recovered.Completed.class::isInstance)
                                        .isPresent())
                        .map(found -> new EarlierOperation(found.intent(), found.startedAt()));
        completed.ifPresent(earlier -> session.note(earlier.told()));
        return completed;
    }

    private Optional<Plan> run(Change change, Optional<EarlierOperation> earlier) {
        var intent = change.intent();
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            var planned = operations.run(intent.domains(), remarking(change), progress);
            if (planned instanceof Refusal refusal
                    && earlier.filter(done -> done.hasDone(intent, refusal)).isPresent()) {
                return Optional.empty();
            }
            var done = accepted(planned);
            intent.domains().forEach(domain -> expire(domain, progress));
            return Optional.of(done);
        }
    }

    /// What to know is said before anything is done. Why a prune keeps what it keeps is for a dry run.
    private Function<HostState, Planned> remarking(Change change) {
        return state -> {
            var planned = change.plan(state);
            if (planned instanceof Plan plan && plan.intent().kind() != Intent.Kind.PRUNE) {
                plan.remarks().forEach(session::note);
            }
            return planned;
        };
    }

    /// Whoever asked for something else got it: that this fails is not that command's failure.
    private void expire(DomainRef domain, TerminalProgress progress) {
        var now = Instant.now();
        var expiry = new ExpireSnapshots(domain, now);
        try {
            if (!expires(domain, now)) {
                return; // Nothing needs to be observed for that.
            }
            switch (operations.run(domain, expiry::plan, progress)) {
                case Plan plan ->
                        plan.lost()
                                .forEach(gone -> session.note(gone + " has expired and is gone"));
                case Refusal refusal -> session.note(refusal.message());
            }
        } catch (HypervisorException | OperationException | LibvirtException | CommandFailure e) {
            session.note(String.valueOf(e.getMessage()));
        }
    }

    private boolean expires(DomainRef domain, Instant now) {
        try (var handle = session.domain(domain.uuid().toString())) {
            // All of them, for each is closed then.
            return handle.snapshots(0).stream()
                    .map(snapshot -> expired(snapshot, now))
                    .toList()
                    .contains(true);
        }
    }

    private static boolean expired(LibvirtSnapshot snapshot, Instant now) {
        try (snapshot) {
            return AnnotationsXml.read(SnapshotXml.parse(snapshot.xml(0)))
                    .expires()
                    .filter(at -> !at.isAfter(now))
                    .isPresent();
        }
    }

    private static Plan accepted(Planned planned) {
        return switch (planned) {
            case Plan plan -> plan;
            case Refusal refusal -> throw refused(refusal);
        };
    }

    /// Ends the domain's unfinished operation, if it has one.
    public Optional<Recovered> recover(DomainRef domain) {
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            return operations.recover(domain, progress);
        }
    }

    /// As [Operations#abandon].
    public Optional<Abandoned> abandon(DomainRef domain) {
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
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

    /// As [Operations#atRest].
    public <T> T atRest(DomainRef domain, Function<HostState, T> look) {
        return operations.atRest(domain, look);
    }

    /// {@return what is there now}
    public HostState observe() {
        return hypervisor.observe(places);
    }

    /// {@return what reads the images}
    public ImageReading images() {
        return new HostImages();
    }

    /// {@return what is there now, in these places as well}
    public HostState observe(Set<Path> places) {
        return hypervisor.observe(places);
    }

    /// {@return what a name that a user gave stands for, on the host where the images are}
    public Place locate(Path name) {
        return hypervisor.locate(name.toAbsolutePath());
    }

    /// {@return the journals of this host's that can't be read}
    public List<DamagedJournal> damaged() {
        return operations.damaged();
    }

    /// {@return every unfinished operation of this host's whose journal can be read}
    public List<Unfinished> unfinished() {
        return operations.unfinished();
    }
}
