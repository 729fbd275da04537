package dev.varve.host;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Place;
import dev.varve.core.operation.Abandoned;
import dev.varve.core.operation.AuditEntry.Outcome;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.FileJournalStorage;
import dev.varve.core.operation.Operations;
import dev.varve.core.operation.Recovered;
import dev.varve.core.plan.keep.ExpireSnapshots;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.hypervisor.LibvirtHypervisor;
import dev.varve.libvirt.hypervisor.observe.StoragePools;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.operation.Abandonment;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Recovery;
import dev.varve.operation.VarveException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Operations on the domains of one connection, whose images are on this host.
///
/// Safe for use by many threads: the lock of a domain holds between threads as between processes. Each method throws
/// [VarveException] for what fails; a refusal is a value.
public final class HostOperations {
    private final LibvirtConnection connection;
    private final Hypervisor hypervisor;
    private final Operations operations;
    private final Audit audit;
    private final Set<Path> places;

    private HostOperations(
            LibvirtConnection connection,
            StateDirectory state,
            Audit audit,
            MergeOptions options,
            Set<Path> places) {
        this.connection = connection;
        this.audit = audit;
        this.hypervisor = new LibvirtHypervisor(connection, engine(options));
        this.places = Set.copyOf(places);
        this.operations =
                new Operations(
                        hypervisor,
                        new FileJournalStorage(state.journal()),
                        new DomainLocks(state.locks()),
                        InstantSource.system(),
                        places);
    }

    private static dev.varve.core.hypervisor.MergeOptions engine(MergeOptions options) {
        return new dev.varve.core.hypervisor.MergeOptions(
                options.bandwidth(), options.timeout(), options.pauseToFinish());
    }

    /// {@return those of a connection, which stays the caller's to close}
    ///
    /// @param state where journals and locks are
    /// @param audit gets what is performed
    /// @param options how layers are merged
    /// @param places directories and files to look at besides those where images are
    /// @param what what is to be done, for the message
    /// @throws VarveException where the images are on another host
    public static HostOperations of(
            LibvirtConnection connection,
            StateDirectory state,
            Audit audit,
            MergeOptions options,
            Set<Path> places,
            String what) {
        var host = Host.of(Failures.told(connection::uri));
        if (!host.here()) {
            throw new VarveException(
                    VarveException.Kind.UNSUPPORTED,
                    "cannot "
                            + what
                            + ": the images are on host "
                            + host.name().orElseThrow()
                            + ", which this version can't reach; run varve there");
        }
        return new HostOperations(connection, state, audit, options, places);
    }

    /// {@return whether Varve's own operations apply: to QEMU. What other drivers call a snapshot is theirs alone}
    public static boolean apply(LibvirtConnection connection) {
        return Failures.told(connection::driverType).equals("QEMU");
    }

    /// {@return the plan, of which nothing is performed, or why there is none}
    public Planned plan(Function<HostState, Planned> planner) {
        return Failures.told(() -> operations.plan(planner));
    }

    /// {@return the plan by what was observed before, of which nothing is performed, or why there is none}
    public Planned plan(HostState state, Function<HostState, Planned> planner) {
        return Failures.told(() -> operations.plan(state, planner));
    }

    /// Plans and performs, all under the domain's lock. What to know is told before anything is done. Afterwards the
    /// domain's snapshots that have expired are deleted; that this fails is told, and is no failure of the change.
    ///
    /// @return the plan, which has been performed, or why there is none, and nothing has been touched
    public Planned perform(Change change, ProgressListener listener) {
        var intent = change.intent();
        var progress = new ToldProgress(listener);
        var planned = run(intent, state -> remarking(change.plan(state), progress), progress);
        if (planned instanceof Plan) {
            intent.domains().forEach(domain -> expire(domain, progress));
        }
        return planned;
    }

    /// Plans and performs, and logs what came of it.
    private Planned run(
            Intent intent, Function<HostState, Planned> planner, ToldProgress progress) {
        var audited = audit.begin(intent.domains(), intent.toString()).copying(progress);
        var planned =
                audited.doing(
                        () ->
                                operations.run(
                                        intent.domains(),
                                        state -> audited.planned(planner.apply(state)),
                                        progress),
                        progress::note);
        audited.end(planned, progress::note);
        return planned;
    }

    /// Why a prune keeps what it keeps is for those who only look at the plan.
    private static Planned remarking(Planned planned, ToldProgress progress) {
        if (planned instanceof Plan plan && plan.intent().kind() != Intent.Kind.PRUNE) {
            plan.remarks().forEach(progress::note);
        }
        return planned;
    }

    private void expire(DomainRef domain, ToldProgress progress) {
        var now = Instant.now();
        var expiry = new ExpireSnapshots(domain, now);
        try {
            if (!expires(domain, now)) {
                return; // Nothing needs to be observed for that.
            }
            var planned = run(expiry.intent(), expiry::plan, progress);
            switch (planned) {
                case Plan plan ->
                        plan.lost()
                                .forEach(gone -> progress.note(gone + " has expired and is gone"));
                case Refusal refusal -> progress.note(refusal.message());
            }
        } catch (VarveException e) {
            progress.note(String.valueOf(e.getMessage()));
        }
    }

    private boolean expires(DomainRef domain, Instant now) {
        return Failures.told(() -> {
            try (var handle = connection.domainByUuid(domain.uuid().toString())) {
                // All of them, for each is closed then.
                return handle.snapshots(0).stream()
                        .map(snapshot -> expired(snapshot, now))
                        .toList()
                        .contains(true);
            }
        });
    }

    private static boolean expired(LibvirtSnapshot snapshot, Instant now) {
        try (snapshot) {
            return SnapshotNotes.of(SnapshotXml.parse(snapshot.xml(0)))
                    .expires()
                    .filter(at -> !at.isAfter(now))
                    .isPresent();
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.NO_SNAPSHOT) {
                return false; // Somebody has deleted it since they were listed.
            }
            throw e;
        }
    }

    /// Ends an operation about the same that was cut, if there is one. What it was asked for may then look done, or
    /// impossible, to whoever only looks at the domain.
    ///
    /// @param listener told of what was completed
    /// @return what was completed; empty where there is none, or where it was undone
    public Optional<EarlierOperation> completeEarlier(Intent intent, ProgressListener listener) {
        var completed = ended(intent, listener);
        completed.ifPresent(earlier -> new ToldProgress(listener).note(earlier.told()));
        return completed;
    }

    private Optional<EarlierOperation> ended(Intent intent, ProgressListener listener) {
        return unfinished().stream()
                .filter(found -> found.intent().isAbout(intent))
                .findFirst()
                .filter(found ->
                        recover(found.intent().domain(), listener)
                                .filter(Recovery.Completed.class::isInstance)
                                .isPresent())
                .map(found -> new EarlierOperation(found.intent(), found.begun()));
    }

    /// Ends the domain's unfinished operation, for all domains that it is about.
    ///
    /// @return empty where there is none
    public Optional<Recovery> recover(DomainRef domain, ProgressListener listener) {
        var progress = new ToldProgress(listener);
        var audited = ending("recover", domain).copying(progress);
        return audited.doing(() -> operations.recover(domain, progress), progress::note)
                .map(recovered ->
                        switch (recovered) {
                            case Recovered.Completed(var intent) -> {
                                audited.end(Outcome.RECOVERED, Optional.empty(), progress::note);
                                yield new Recovery.Completed(intent.toString());
                            }
                            case Recovered.Undone(var intent) -> {
                                audited.end(Outcome.UNDONE, Optional.empty(), progress::note);
                                yield new Recovery.Undone(intent.toString());
                            }
                        });
    }

    /// {@return what notes that the domain's unfinished operation is ended}
    private Audited ending(String how, DomainRef domain) {
        return Failures.told(operations::unfinished).stream()
                .filter(found -> found.concerns(domain.uuid()))
                .findFirst()
                .map(found -> {
                    var what = how + " \"" + found.intent() + "\"";
                    var audited = audit.begin(found.intent().domains(), what);
                    var _ = audited.planned(found.plan());
                    return audited.begun(found.startedAt());
                })
                .orElseGet(() -> audit.begin(List.of(domain), how));
    }

    /// Ends the domain's unfinished operation as it stands, without touching an image.
    ///
    /// @return empty where there is none
    public Optional<Abandonment> abandon(DomainRef domain, ProgressListener listener) {
        var progress = new ToldProgress(listener);
        var audited = ending("abandon", domain);
        return audited.doing(() -> operations.abandon(domain, progress), progress::note)
                .map(abandoned -> {
                    var told = told(abandoned, domain);
                    audited.end(Outcome.ABANDONED, told.untold(), progress::note);
                    return told;
                });
    }

    private static Abandonment told(Abandoned abandoned, DomainRef domain) {
        return switch (abandoned) {
            case Abandoned.Operation left ->
                    new Abandonment(
                            left.intent().toString(),
                            words(left.done()),
                            words(left.half()),
                            words(left.left()),
                            left.failures(),
                            Optional.empty());
            case Abandoned.Untold(var reason) ->
                    new Abandonment(
                            "an operation on " + domain,
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            Optional.of(reason));
        };
    }

    private static List<String> words(List<Step> steps) {
        return steps.stream().map(Step::describe).toList();
    }

    /// {@return what `look` makes of what is there, while nobody works on the domain or begins to}
    public <T> T atRest(DomainRef domain, Function<HostState, T> look) {
        return Failures.told(() -> operations.atRest(domain, look));
    }

    /// {@return what is there now}
    public HostState observe() {
        return observe(places);
    }

    /// {@return what is there now, in these places as well}
    public HostState observe(Set<Path> others) {
        return Failures.told(() -> hypervisor.observe(others));
    }

    /// {@return what a name that a user gave stands for, on the host where the images are}
    public Place locate(Path name) {
        return Failures.told(() -> hypervisor.locate(name.toAbsolutePath()));
    }

    /// {@return the real name of a directory that a user named}
    ///
    /// @throws VarveException if there is no such directory
    public Path directory(Path name) {
        return switch (locate(name)) {
            case Place.Directory(var real) -> real;
            case Place.Image _ ->
                    throw new VarveException(
                            VarveException.Kind.INVALID,
                            "cannot use " + name + ": it is not a directory");
            case Place.Nothing _ ->
                    throw new VarveException(
                            VarveException.Kind.NOT_FOUND,
                            "cannot use " + name + ": no such directory");
        };
    }

    /// {@return the directory of the storage pool of that name; empty where there is none that is a directory}
    public static Optional<Path> poolDirectory(LibvirtConnection connection, String name) {
        return Failures.told(() -> StoragePools.directory(connection, name));
    }

    /// {@return whether somebody works on the domain at this moment}
    public boolean isAtWork(DomainRef domain) {
        return Failures.told(() -> operations.isAtWork(domain));
    }

    /// {@return every unfinished operation of this host's whose journal can be read; none of other drivers than QEMU's,
    /// whose journals these aren't}
    public List<Unfinished> unfinished() {
        if (!apply(connection)) {
            return List.of();
        }
        return Failures.told(operations::unfinished).stream().map(Unfinished::of).toList();
    }

    /// {@return the journals of this host's that can't be read; none of other drivers than QEMU's}
    public List<UnreadableJournal> unreadable() {
        if (!apply(connection)) {
            return List.of();
        }
        return Failures.told(operations::damaged).stream().map(UnreadableJournal::of).toList();
    }
}
