package dev.varve.libvirt;

import static dev.varve.libvirt.LibvirtEventCalls.virConnectDomainEventDeregisterAny;
import static dev.varve.libvirt.LibvirtEventCalls.virConnectDomainEventRegisterAny;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.varve.libvirt.LibvirtEnums.VirDomainEventID;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The listeners of one connection, and the functions that libvirt calls with their events.
///
/// There is one such function per kind of event, made when it is first listened to and never freed; C's `opaque` is a
/// number and not a pointer. So an event that is late finds no listener, but never freed memory.
/// libvirt takes each function once per connection, so that all listeners share it.
@SuppressWarnings("restricted") // makes functions that C calls
final class DomainEvents {
    private static final Map<Long, DomainEvents> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong LAST_KEY = new AtomicLong();

    private final long key = LAST_KEY.incrementAndGet();
    private final Map<Integer, Integer> callbacks = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private record Listener(Registration registration, Consumer<DomainEvent> consumer) {}

    /// Has libvirt report the events of one kind.
    ///
    /// @param event one of [VirDomainEventID]
    /// @return what libvirt calls it; negative if it refuses
    synchronized int enable(MemorySegment connection, int event) {
        var known = callbacks.get(event);
        if (known != null) {
            return known;
        }
        OPEN.put(key, this);
        int callback =
                virConnectDomainEventRegisterAny(
                        connection,
                        MemorySegment.NULL,
                        event,
                        function(event),
                        MemorySegment.ofAddress(key),
                        MemorySegment.NULL);
        if (callback >= 0) {
            callbacks.put(event, callback);
        }
        return callback;
    }

    Registration add(Consumer<DomainEvent> consumer) {
        var registration = new Registration(this);
        listeners.add(new Listener(registration, consumer));
        return registration;
    }

    void remove(Registration registration) {
        listeners.removeIf(listener -> listener.registration().equals(registration));
    }

    /// Ends all that was enabled and added. libvirt would hold the connection open otherwise.
    synchronized void close(MemorySegment connection) {
        OPEN.remove(key);
        listeners.clear();
        for (int callback : callbacks.values()) {
            // It fails when the connection is lost, and with it the callback.
            int _ = virConnectDomainEventDeregisterAny(connection, callback);
        }
        callbacks.clear();
    }

    private static MemorySegment function(int event) {
        return switch (event) {
            case VirDomainEventID.LIFECYCLE -> OfLifecycle.FUNCTION;
            case VirDomainEventID.BLOCK_JOB_2 -> OfBlockJob.FUNCTION;
            case VirDomainEventID.AGENT_LIFECYCLE -> OfAgentLifecycle.FUNCTION;
            default -> throw new IllegalArgumentException("no callback for event " + event);
        };
    }

    /// C's `virConnectDomainEventCallback`.
    static int lifecycle(
            MemorySegment connection,
            MemorySegment domain,
            int event,
            int detail,
            MemorySegment opaque) {
        dispatch(
                opaque,
                () ->
                        new DomainEvent.Lifecycle(
                                LibvirtDomain.name(domain),
                                LibvirtDomain.uuid(domain),
                                event,
                                detail));
        return 0;
    }

    /// C's `virConnectDomainEventBlockJobCallback`.
    static void blockJob(
            MemorySegment connection,
            MemorySegment domain,
            MemorySegment disk,
            int type,
            int status,
            MemorySegment opaque) {
        dispatch(
                opaque,
                () ->
                        new DomainEvent.BlockJob(
                                LibvirtDomain.name(domain),
                                LibvirtDomain.uuid(domain),
                                CString.copy(disk),
                                type,
                                status));
    }

    /// C's `virConnectDomainEventAgentLifecycleCallback`.
    static void agentLifecycle(
            MemorySegment connection,
            MemorySegment domain,
            int state,
            int reason,
            MemorySegment opaque) {
        dispatch(
                opaque,
                () ->
                        new DomainEvent.AgentLifecycle(
                                LibvirtDomain.name(domain),
                                LibvirtDomain.uuid(domain),
                                state,
                                reason));
    }

    private static void dispatch(MemorySegment opaque, Supplier<DomainEvent> event) {
        guard(() -> {
            var events = OPEN.get(opaque.address());
            if (events != null) {
                events.dispatch(event.get());
            }
        });
    }

    private void dispatch(DomainEvent event) {
        for (var listener : listeners) {
            guard(() -> listener.consumer().accept(event));
        }
    }

    /// Lets nothing out: an exception that left a function called by C would end the JVM.
    private static void guard(Runnable action) {
        try {
            action.run();
        } catch (Throwable thrown) {
            try {
                var thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
            } catch (Throwable again) {
                // The handler failed as well; nobody is left to tell.
            }
        }
    }

    private static MemorySegment stub(String function, FunctionDescriptor type) {
        try {
            var target =
                    MethodHandles.lookup()
                            .findStatic(DomainEvents.class, function, type.toMethodType());
            return Linker.nativeLinker().upcallStub(target, type, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static final class OfLifecycle {
        static final MemorySegment FUNCTION =
                stub(
                        "lifecycle",
                        FunctionDescriptor.of(
                                JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class OfBlockJob {
        static final MemorySegment FUNCTION =
                stub(
                        "blockJob",
                        FunctionDescriptor.ofVoid(
                                ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class OfAgentLifecycle {
        static final MemorySegment FUNCTION =
                stub(
                        "agentLifecycle",
                        FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    }
}
