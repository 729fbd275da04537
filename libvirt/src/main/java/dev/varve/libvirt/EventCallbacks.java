package dev.varve.libvirt;

import static dev.varve.libvirt.LibvirtDomainCalls.virConnectDomainEventDeregisterAny;
import static dev.varve.libvirt.LibvirtDomainCalls.virConnectDomainEventRegisterAny;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.varve.libvirt.LibvirtEnums.VirDomainEventID;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The functions that libvirt calls with events. There is one per kind of event, made once and
/// never freed; C's `opaque` is the listener's number, not a pointer. So an event that arrives late
/// finds no listener, but never freed memory.
@SuppressWarnings("restricted") // makes functions that C calls
final class EventCallbacks {
    /// @param listener its key in [#LISTENERS]
    /// @param id what libvirt calls the callback
    record Callback(long listener, int id) {}

    private static final Map<Long, Consumer<DomainEvent>> LISTENERS = new ConcurrentHashMap<>();
    private static final AtomicLong LAST_LISTENER = new AtomicLong();

    private static final MemorySegment LIFECYCLE =
            stub(
                    "lifecycle",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MemorySegment BLOCK_JOB =
            stub(
                    "blockJob",
                    FunctionDescriptor.ofVoid(
                            ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MemorySegment AGENT_LIFECYCLE =
            stub(
                    "agentLifecycle",
                    FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));

    /// @param event one of [VirDomainEventID]
    static Callback register(MemorySegment connection, int event, Consumer<DomainEvent> listener) {
        long key = LAST_LISTENER.incrementAndGet();
        LISTENERS.put(key, listener);
        int id =
                virConnectDomainEventRegisterAny(
                        connection,
                        MemorySegment.NULL,
                        event,
                        function(event),
                        MemorySegment.ofAddress(key),
                        MemorySegment.NULL);
        if (id < 0) {
            var failure = LastError.take();
            LISTENERS.remove(key);
            throw failure;
        }
        return new Callback(key, id);
    }

    static boolean deregister(MemorySegment connection, Callback callback) {
        LISTENERS.remove(callback.listener());
        return virConnectDomainEventDeregisterAny(connection, callback.id()) == 0;
    }

    private static MemorySegment function(int event) {
        return switch (event) {
            case VirDomainEventID.LIFECYCLE -> LIFECYCLE;
            case VirDomainEventID.BLOCK_JOB_2 -> BLOCK_JOB;
            case VirDomainEventID.AGENT_LIFECYCLE -> AGENT_LIFECYCLE;
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

    /// Lets nothing out: an exception that left a callback would end the JVM.
    private static void dispatch(MemorySegment opaque, Supplier<DomainEvent> event) {
        try {
            var listener = LISTENERS.get(opaque.address());
            if (listener != null) {
                listener.accept(event.get());
            }
        } catch (Throwable t) {
            report(t);
        }
    }

    private static void report(Throwable thrown) {
        try {
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable t) {
            // The handler failed as well; nobody is left to tell.
        }
    }

    private static MemorySegment stub(String function, FunctionDescriptor type) {
        try {
            var target =
                    MethodHandles.lookup()
                            .findStatic(EventCallbacks.class, function, type.toMethodType());
            return Linker.nativeLinker().upcallStub(target, type, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private EventCallbacks() {}
}
