package dev.varve.host;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.Intent;
import dev.varve.libvirt.DomainEvent;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.Registration;
import dev.varve.operation.Event;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Subscription;
import dev.varve.operation.VarveException;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Tells what happens on the host, in a thread of its own: it looks at all domains when a journal appears or goes, and
/// from time to time for what others than Varve do.
public final class HostEvents implements Subscription, Runnable {
    private static final String JOURNAL = ".journal";

    private final ReopeningConnection connection;
    private final HostOperations host;
    private final StateDirectory state;
    private final Consumer<Event> listener;
    private final Duration interval;
    private final WatchService watch;
    private final Thread thread;
    private volatile boolean closed;
    private final Set<UUID> resumed = ConcurrentHashMap.newKeySet();

    // Of the thread alone.
    private final Map<UUID, SeenDomain> seen = new HashMap<>();
    private final Map<String, Optional<Unfinished>> operations = new LinkedHashMap<>();
    private final Set<UUID> reverting = new HashSet<>();
    private boolean watching;
    private boolean missed;
    private boolean reachable = true;

    private HostEvents(
            ReopeningConnection connection,
            StateDirectory state,
            Audit audit,
            Duration interval,
            Consumer<Event> listener)
            throws IOException {
        this.connection = connection;
        this.host =
                HostOperations.of(
                        connection.get(),
                        state,
                        audit,
                        MergeOptions.none(),
                        Set.of(),
                        "tell of events");
        this.state = state;
        this.interval = interval;
        this.listener = listener;
        this.watch = FileSystems.getDefault().newWatchService();
        this.thread = Thread.ofPlatform().daemon().name("varve events").unstarted(this);
    }

    /// {@return what tells of all that happens from now on}
    ///
    /// @param interval how often to look for what others than Varve do
    /// @throws VarveException where the host can't be looked at
    public static HostEvents of(
            ReopeningConnection connection,
            StateDirectory state,
            Audit audit,
            Duration interval,
            Consumer<Event> listener) {
        try {
            var events = new HostEvents(connection, state, audit, interval, listener);
            boolean begun = false;
            try {
                events.begin();
                begun = true;
                return events;
            } finally {
                if (!begun) {
                    events.watch.close();
                }
            }
        } catch (IOException e) {
            var message = "cannot watch " + state.journal() + ": " + e.getMessage();
            throw new VarveException(VarveException.Kind.FAILED, message, message, e);
        }
    }

    private void begin() throws IOException {
        watchJournals();
        journals().forEach(found -> operations.put(key(found), Optional.of(found)));
        seen.putAll(domains());
        thread.start();
    }

    @Override
    public void run() {
        try (var _ = closing(onLifecycle())) {
            while (!closed && !Thread.currentThread().isInterrupted()) {
                await();
                look();
            }
        } catch (InterruptedException | ClosedWatchServiceException _) {
            return; // It has been closed.
        }
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    private static Closing closing(Optional<Registration> registration) {
        return () -> registration.ifPresent(Registration::close);
    }

    /// A hint only: where libvirt has no events, what they would tell is found out by looking.
    private Optional<Registration> onLifecycle() {
        try {
            return Optional.of(connection.get().onLifecycle(this::note));
        } catch (LibvirtException | VarveException _) {
            return Optional.empty();
        }
    }

    private void note(DomainEvent.Lifecycle event) {
        if (FromSnapshot.told(event)) {
            resumed.add(UUID.fromString(event.domainUuid()));
        }
    }

    /// What appears and goes between two looks is known by the directory's own events.
    private void await() throws InterruptedException {
        var key = watch.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
        if (key == null) {
            return;
        }
        for (var change : key.pollEvents()) {
            missed |= StandardWatchEventKinds.OVERFLOW.equals(change.kind());
            if (change.context() instanceof Path file && file.toString().endsWith(JOURNAL)) {
                var name = file.toString();
                var id = name.substring(0, name.length() - JOURNAL.length());
                if (!JournalName.isOfADomain(id)) {
                    continue; // Somebody has put another file there.
                }
                if (StandardWatchEventKinds.ENTRY_DELETE.equals(change.kind())) {
                    ended(id);
                } else {
                    written(id);
                }
            }
        }
        watching = key.reset();
    }

    private void look() {
        try {
            if (!watching) {
                watchJournals();
                missed = watching;
            }
            if (missed) {
                missed = false;
                catchUp();
            }
            var now = domains();
            seen.keySet().retainAll(now.keySet());
            now.keySet().removeAll(atWork());
            now.forEach(this::compare);
            reachable = true;
        } catch (VarveException | IOException e) {
            if (closed) {
                return;
            }
            if (reachable) {
                tell(new Event.Unreachable(String.valueOf(e.getMessage())));
            }
            reachable = false;
        }
    }

    /// The directory's own events may be too many to be kept, or be about a directory that is just made.
    private void catchUp() {
        var there = journals().stream().map(HostEvents::key).collect(Collectors.toSet());
        host.unreadable().forEach(journal -> there.add(journal.id()));
        List.copyOf(operations.keySet()).stream()
                .filter(id -> !there.contains(id))
                .forEach(this::ended);
        there.stream().filter(JournalName::isOfADomain).forEach(this::written);
    }

    /// What an operation does is told when it has ended: until then it may be taken back.
    private Set<UUID> atWork() {
        var all = new HashSet<UUID>();
        operations.forEach((id, operation) -> {
            all.add(UUID.fromString(id));
            operation.ifPresent(known -> known.intent().domains().forEach(d -> all.add(d.uuid())));
        });
        return all;
    }

    private void compare(UUID id, SeenDomain now) {
        boolean mayHaveReverted = reverting.remove(id);
        boolean fromSnapshot = resumed.remove(id);
        Optional.ofNullable(seen.put(id, now))
                .map(before -> now.since(before, mayHaveReverted, fromSnapshot))
                .ifPresent(events -> events.forEach(this::tell));
    }

    /// A journal is there before its first line is.
    private void written(String id) {
        if (operations.getOrDefault(id, Optional.empty()).isEmpty()) {
            var found = journals().stream().filter(each -> key(each).equals(id)).findFirst();
            operations.put(id, found);
            found.ifPresent(operation -> begun(id, operation));
        }
    }

    private void begun(String id, Unfinished operation) {
        var intent = operation.intent();
        if (reverts(intent)) {
            intent.domains().forEach(domain -> reverting.add(domain.uuid()));
        }
        tell(
                new Event.OperationBegun(
                        names(id, Optional.of(operation)), summary(Optional.of(operation))));
    }

    private void ended(String id) {
        if (!operations.containsKey(id)) {
            return; // That it has ended was found out by looking.
        }
        var found = Optional.ofNullable(operations.remove(id)).flatMap(known -> known);
        if (found.isEmpty()) {
            tell(new Event.OperationBegun(names(id, found), Optional.empty()));
        }
        tell(new Event.OperationEnded(names(id, found), summary(found)));
    }

    private static boolean reverts(Intent intent) {
        return intent.kind() == Intent.Kind.REVERT || intent.kind() == Intent.Kind.UNDO;
    }

    private List<String> names(String id, Optional<Unfinished> found) {
        return found.map(operation ->
                        operation.intent().domains().stream().map(DomainRef::name).toList())
                .orElseGet(() -> List.of(name(id)));
    }

    /// {@return the name of the domain whose journal has that name}
    private String name(String id) {
        return seen.entrySet().stream()
                .filter(entry -> entry.getKey().toString().equals(id))
                .map(entry -> entry.getValue().name())
                .findFirst()
                .orElse(id);
    }

    private static Optional<String> summary(Optional<Unfinished> found) {
        return found.map(operation -> operation.intent().toString());
    }

    private static String key(Unfinished operation) {
        return operation.intent().domain().uuid().toString();
    }

    private List<Unfinished> journals() {
        try {
            return host.unfinished();
        } catch (VarveException _) {
            return List.of(); // It is told without its summary.
        }
    }

    private Map<UUID, SeenDomain> domains() {
        return Failures.told(() -> {
            var all = new HashMap<UUID, SeenDomain>();
            // All of them, for each is closed then.
            connection
                    .get()
                    .domains(0)
                    .forEach(domain -> {
                        try (domain) {
                            var id = UUID.fromString(domain.uuid());
                            look(domain)
                                    .or(() -> Optional.ofNullable(seen.get(id)))
                                    .ifPresent(now -> all.put(id, now));
                        }
                    });
            return all;
        });
    }

    /// {@return the domain as it is; empty where somebody works on it or has undefined it, and then it is looked at again}
    private static Optional<SeenDomain> look(LibvirtDomain domain) {
        try {
            return Optional.of(SeenDomain.of(domain));
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.NO_DOMAIN
                    || e.kind() == LibvirtException.Kind.NO_SNAPSHOT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void watchJournals() throws IOException {
        try {
            state.journal()
                    .register(
                            watch,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
            watching = true;
        } catch (NoSuchFileException _) {
            watching = false; // The first operation of all makes it.
        }
    }

    private void tell(Event event) {
        try {
            listener.accept(event);
        } catch (RuntimeException | Error e) { // Of the program's own, which goes on.
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            watch.close();
        } catch (IOException e) {
            throw new VarveException(
                    VarveException.Kind.FAILED, "cannot end a subscription", "", e);
        }
        if (Thread.currentThread() != thread) {
            thread.interrupt();
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
