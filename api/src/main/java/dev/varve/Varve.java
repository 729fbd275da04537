package dev.varve;

import dev.varve.core.model.DomainRef;
import dev.varve.host.Audit;
import dev.varve.host.DiskServer;
import dev.varve.host.DomainDocuments;
import dev.varve.host.EngineChange;
import dev.varve.host.EngineChanges;
import dev.varve.host.Failures;
import dev.varve.host.HostEvents;
import dev.varve.host.HostOperations;
import dev.varve.host.ReopeningConnection;
import dev.varve.host.SnapshotNotes;
import dev.varve.host.StateDirectory;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.operation.Abandonment;
import dev.varve.operation.Event;
import dev.varve.operation.HostChange;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Recovery;
import dev.varve.operation.Request;
import dev.varve.operation.Subscription;
import dev.varve.operation.UnfinishedOperation;
import dev.varve.operation.VarveException;
import dev.varve.state.Archive;
import dev.varve.state.Diagnosis;
import dev.varve.state.LayerForest;
import dev.varve.state.LogEntry;
import dev.varve.state.Snapshot;
import dev.varve.status.DomainStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The virtual machines of a libvirt of this host, and their snapshots.
///
/// ```java
/// try (var varve = Varve.open("qemu:///system")) {
///     var web = varve.domain("web");
///     switch (web.perform(Change.create("before-upgrade"), ProgressListener.silent())) {
///         case Outcome.Done(var plan) -> log(plan.summary());
///         case Outcome.Refused(var refusal) -> log(refusal.message());
///         case Outcome.Cancelled(var message) -> log(message);
///         case Outcome.Unfinished unfinished -> web.recover(ProgressListener.silent());
///     }
/// }
/// ```
///
/// Safe for use by many threads, but not by virtual ones: a call of libvirt's holds its carrier. Only one operation works
/// on a domain at a time, whoever asks for it: a thread of this program, another program, or the command line. A
/// connection that broke is opened again by whatever needs it next.
///
/// An operation writes a journal before it touches anything. When the program, libvirt or the host ends in the middle,
/// the domain refuses further changes until [Domain#recover], or `varve recover`, has completed the operation or taken
/// it back.
///
/// Nothing is printed, no signal is handled, and no thread is started but libvirt's own, which ends with the last
/// connection, and two for each subscription; a disk is served by a process of `qemu-nbd`. Closing ends all that this has
/// opened. Of a closed one each method throws [IllegalStateException], and so may an operation that is at work then.
///
/// `qemu:///embed`, a libvirt inside this process, can be opened some ten times in a process, and no more.
///
/// @since 0.1
public final class Varve implements AutoCloseable {
    private static final String UUID_TEXT = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private final ReopeningConnection connection;
    private final StateDirectory state;
    private final Audit audit;
    private final Opened opened = new Opened();

    private Varve(ReopeningConnection connection, StateDirectory state, Audit audit) {
        this.connection = connection;
        this.state = state;
        this.audit = audit;
    }

    /// Connects. Journals and locks are where the command line has them for that libvirt, whoever runs it:
    /// `/var/lib/varve` for the system's, `~/.local/state/varve` for a user's own, `ROOT/varve` for
    /// `qemu:///embed?root=ROOT`.
    ///
    /// @param uri as `virsh -c` takes it; the empty string for what libvirt chooses
    /// @throws VarveException `DISCONNECTED` where libvirt isn't there or refuses, or isn't installed
    public static Varve open(String uri) {
        var connection = ReopeningConnection.open(uri);
        var state = StateDirectory.of(Failures.told(() -> connection.get().uri()), uri);
        return new Varve(connection, state, Audit.of(connection.get(), state, Optional.empty()));
    }

    /// {@return the same on a connection that stays its owner's to close: for the command line, which has one}
    ///
    /// @param asked the URI that was asked for
    /// @hidden
    @SuppressWarnings({"exports", "InvalidBlockTag"}) // No program has such a connection.
    public static Varve on(LibvirtConnection connection, String asked) {
        var state = StateDirectory.of(Failures.told(connection::uri), asked);
        var audit = Audit.of(connection, state, Optional.of("varve"));
        return new Varve(ReopeningConnection.of(connection), state, audit);
    }

    /// {@return the URI that libvirt settled on}
    public String uri() {
        return told(LibvirtConnection::uri);
    }

    /// {@return all domains, in no order}
    public List<Domain> domains() {
        return told(c -> c.domains(0).stream().map(this::taken).toList());
    }

    private Domain taken(LibvirtDomain handle) {
        try (handle) {
            return new Domain(this, ref(handle));
        }
    }

    /// {@return the domain of that name or UUID}
    ///
    /// @throws VarveException `NOT_FOUND` where there is none
    public Domain domain(String name) {
        return findDomain(name)
                .orElseThrow(() ->
                        new VarveException(
                                VarveException.Kind.NOT_FOUND,
                                "Domain not found: no domain with matching name '" + name + "'"));
    }

    /// {@return the domain of that name or UUID; empty where there is none}
    public Optional<Domain> findDomain(String name) {
        return told(c -> {
            var byUuid =
                    name.matches(UUID_TEXT)
                            ? found(() -> c.domainByUuid(name))
                            : Optional.<Domain>empty();
            return byUuid.or(() -> found(() -> c.domain(name)));
        });
    }

    private Optional<Domain> found(Supplier<LibvirtDomain> lookup) {
        try {
            return Optional.of(taken(lookup.get()));
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.NO_DOMAIN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static DomainRef ref(LibvirtDomain handle) {
        return new DomainRef(UUID.fromString(handle.uuid()), handle.name());
    }

    /// {@return what Varve has noted in a snapshot's metadata}
    ///
    /// @param snapshotXml the `<domainsnapshot>`, as libvirt prints it
    /// @throws VarveException for what is none
    public static Snapshot.Notes notes(String snapshotXml) {
        return Failures.told(
                () -> DomainDocuments.notes(SnapshotNotes.of(SnapshotXml.parse(snapshotXml))));
    }

    /// {@return the group of that name, which may be there or not}
    public Group group(String name) {
        return new Group(this, name);
    }

    /// {@return the names of all groups of which a domain has a snapshot, sorted}
    public SortedSet<String> groups() {
        return Groups.names(reading("look at groups").observe());
    }

    /// {@return what an archive holds, as [Domain#export] wrote it. Files of domains are looked at when they are taken out}
    ///
    /// @throws VarveException where it can't be read, or is no archive that could be imported
    public Archive archive(Path file) {
        return Archives.in(file);
    }

    /// {@return the layers of the chains that an image belongs to, or that all images in a directory belong to}
    ///
    /// @param place an image or a directory
    /// @param measured whether to find out what one reader alone sees of each layer, for which all of their tables are
    ///     read
    /// @throws VarveException `NOT_FOUND` where there is neither
    public LayerForest layers(Path place, boolean measured) {
        return new Forests(images(), measured).of(place);
    }

    /// {@return what is wrong with the images and snapshots of each domain}
    public List<Diagnosis> findings() {
        return Diagnoses.of(images()).all();
    }

    /// {@return how each domain fares, by their names, all as they were at one moment}
    ///
    /// @param measured whether to find out what each snapshot takes, for which all tables of all images are read
    public List<DomainStatus> status(boolean measured) {
        return Statuses.of(images(), policies().runs(), measured).all();
    }

    /// {@return the directory of that name, by its real name: where images may go}
    ///
    /// @throws VarveException `NOT_FOUND` where there is none, `INVALID` where it is something else
    public Path directory(Path name) {
        return images().directory(name);
    }

    /// {@return the directory of a storage pool, by its real name}
    ///
    /// @throws VarveException `NOT_FOUND` where there is no such pool that is a directory
    public Path poolDirectory(String pool) {
        return connected().poolDirectory(pool);
    }

    /// {@return every operation of this host's that is unfinished, or at work at this moment}
    ///
    /// A journal that can't be read is told with its reason as `failure`, and with the UUID of its domain.
    public List<UnfinishedOperation> unfinished() {
        return Unfinished.all(journals());
    }

    /// {@return what takes snapshots by the clock, and prunes them by number}
    public Policies policies() {
        return new Policies(this::connected, state);
    }

    /// Reads the log of what was asked of this host's domains, by whatever program, the oldest first.
    ///
    /// @param each told of each entry, in this thread
    /// @return how many of its lines are no entries: cut, or of a newer version
    /// @throws VarveException where it can't be read; `UNSUPPORTED` where there is none
    public int log(Consumer<LogEntry> each) {
        var _ = reading("read the log");
        return Entries.read(state.log(), each);
    }

    /// Tells of what happens on this host from now on: see [Event]. What Varve does is told at once, whoever runs it; what
    /// others do within five seconds.
    ///
    /// @param listener called in one thread of the subscription's own; what it throws goes to that thread's uncaught
    ///     exception handler. It may ask this for anything, and perform changes
    /// @throws VarveException where the host can't be looked at
    public Subscription subscribe(Consumer<Event> listener) {
        return subscribe(Duration.ofSeconds(5), listener);
    }

    /// As [#subscribe(Consumer)].
    ///
    /// @param interval how often to look for what others than Varve do, at least a millisecond
    /// @throws IllegalArgumentException for a shorter one
    public Subscription subscribe(Duration interval, Consumer<Event> listener) {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("an interval of " + interval);
        }
        var events = HostEvents.of(connection, state, audit, interval, listener);
        opened.keep(events, events::close);
        return () -> opened.end(events);
    }

    /// Ends an unfinished operation, also of a domain that isn't there, as of an import that was cut: completes it, or
    /// takes it back.
    ///
    /// @return empty where it has ended meanwhile
    /// @throws VarveException `UNFINISHED` where it can't be ended now; it may be tried again. `BUSY` where it is at work
    public Optional<Recovery> recover(UnfinishedOperation operation, ProgressListener listener) {
        return recover(operation, MergeOptions.none(), listener);
    }

    /// As [#recover(UnfinishedOperation, ProgressListener)].
    ///
    /// @param options how data is moved that is still to be
    public Optional<Recovery> recover(
            UnfinishedOperation operation, MergeOptions options, ProgressListener listener) {
        return connected().recovering(options).recover(Unfinished.ref(operation, this), listener);
    }

    /// Ends an unfinished operation as it stands, also of a domain that isn't there: see [Domain#abandon].
    ///
    /// @return what is left; empty where it has ended meanwhile
    /// @throws VarveException `BUSY` where it is at work
    public Optional<Abandonment> abandon(UnfinishedOperation operation, ProgressListener listener) {
        return connected()
                .recovering(MergeOptions.none())
                .abandon(Unfinished.ref(operation, this), listener);
    }

    /// {@return what would come of it; nothing is touched}
    ///
    /// @throws VarveException where what there is can't be found out
    public Preview preview(HostChange change) {
        return asked(change, AskedRequest.now()).preview();
    }

    /// Performs what was previewed, unless the domains have changed since such that another plan would do it.
    ///
    /// @param plan of a [HostChange]
    /// @return what came of it
    /// @throws VarveException where a step failed; what was begun has been taken back
    /// @throws IllegalArgumentException for a plan for one domain, which [Domain#perform] performs
    public Outcome perform(Plan plan, ProgressListener listener) {
        if (plan.request() instanceof HostChange change) {
            return asked(change, plan.at()).perform(Optional.of(plan), listener);
        }
        throw new IllegalArgumentException("a plan for one domain: " + plan.summary());
    }

    /// Plans and performs in one go.
    ///
    /// @return what came of it
    /// @throws VarveException where a step failed; what was begun has been taken back
    public Outcome perform(HostChange change, ProgressListener listener) {
        return asked(change, AskedRequest.now()).perform(Optional.empty(), listener);
    }

    private AskedRequest asked(HostChange change, Instant at) {
        return AskedRequest.of(
                audit, List.of(), change, () -> new HostRequests(this, at).of(change));
    }

    Audit audit() {
        return audit;
    }

    /// {@return the same, which libvirt alone does, and which the log tells of: for the command line}
    ///
    /// @hidden
    @SuppressWarnings("InvalidBlockTag") // As above.
    public <T> T noting(Domain domain, String what, Supplier<T> work) {
        return audit.noting(domain.ref(), what, work);
    }

    /// {@return what the changes asked for at that time are to the engine}
    EngineChanges changes(Instant at) {
        return new EngineChanges(at, () -> reading("use a directory"));
    }

    PreparedRequest prepared(
            Request request, Instant at, EngineChange engine, MergeOptions options) {
        var what = engine.change().intent().toString();
        return new PreparedRequest(
                request, at, engine.change(), operations(options, engine.places(), what));
    }

    HostOperations journals() {
        return connected().journals();
    }

    HostOperations images() {
        return connected().images();
    }

    HostOperations reading(String what) {
        return operations(MergeOptions.none(), Set.of(), what);
    }

    HostOperations operations(MergeOptions options, Set<Path> places, String what) {
        return connected().operations(options, places, what);
    }

    private Connected connected() {
        return new Connected(connection.get(), state, audit);
    }

    <T> T told(Function<LibvirtConnection, T> work) {
        return Failures.told(() -> work.apply(connection.get()));
    }

    /// {@return what serves the disk, which ends with this}
    NbdExport serving(DiskServer server) {
        opened.keep(server, server::close);
        return new NbdExport(server, () -> opened.end(server));
    }

    /// Ends the subscriptions and the servers of disks, and closes the connection. Operations that other threads are
    /// performing fail, and are taken back or left unfinished. Closing again does nothing.
    ///
    /// @throws VarveException where a server doesn't end; all else is closed
    @Override
    public void close() {
        try {
            opened.close();
        } finally {
            connection.close();
        }
    }
}
