package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.libvirt.DomainEvent.Lifecycle;
import dev.varve.libvirt.LibvirtEnums.VirDomainEventType;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Over a domain of each test's own: an event on its way holds libvirt's driver open, with all that
/// a test before has left in it.
class DomainEventTest {
    private static final AtomicInteger TESTS = new AtomicInteger();

    private final LibvirtConnection connection = LibvirtConnection.open("test:///default");
    private final String name = "events" + TESTS.incrementAndGet();
    private final LibvirtDomain domain =
            connection.defineDomain(
                    """
                    <domain type='test'>
                      <name>%s</name>
                      <memory>1024</memory>
                      <os><type>hvm</type></os>
                    </domain>
                    """
                            .formatted(name));
    private final BlockingQueue<Lifecycle> events = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        if (domain.isActive()) {
            domain.destroy();
        }
        domain.undefineFlags(0);
        domain.close();
        connection.close();
    }

    @Test
    void arrivesWhenADomainStartsAndStops() throws Exception {
        try (var _ = connection.onLifecycle(this::keep)) {
            domain.create(0);
            domain.destroy();

            assertThat(next().event()).isEqualTo(VirDomainEventType.STARTED);
            var stopped = next();
            assertThat(stopped.event()).isEqualTo(VirDomainEventType.STOPPED);
            assertThat(stopped.detail()).isEqualTo(1); // VIR_DOMAIN_EVENT_STOPPED_DESTROYED
            assertThat(stopped.domainName()).isEqualTo(name);
            assertThat(stopped.domainUuid()).isEqualTo(domain.uuid());
        }
    }

    @Test
    void arrivesAtEachListenerOnTheEventThread() throws Exception {
        var thread = new AtomicReference<Thread>();
        try (var _ = connection.onLifecycle(_ -> thread.set(Thread.currentThread()));
                var _ = connection.onLifecycle(this::keep)) {
            domain.create(0);

            next();
            assertThat(thread.get().getName()).isEqualTo("libvirt-events");
            assertThat(thread.get().isDaemon()).isTrue();
        }
    }

    @Test
    void arrivesAfterAListenerFailed() throws Exception {
        var reported = new LinkedBlockingQueue<Throwable>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> reported.add(thrown));
        var failure = new IllegalStateException("a listener's");
        try (var _ = connection.onLifecycle(_ -> fail(failure));
                var _ = connection.onLifecycle(this::keep)) {
            domain.create(0);

            assertThat(next().event()).isEqualTo(VirDomainEventType.STARTED);
            assertThat(reported.poll(1, TimeUnit.MINUTES)).isSameAs(failure);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void arrivesNoMoreOnceTheRegistrationIsClosed() throws Exception {
        var ended = new LinkedBlockingQueue<Lifecycle>();
        var registration = connection.onLifecycle(ended::add);
        try (var _ = connection.onLifecycle(this::keep)) {
            registration.close();
            registration.close();
            domain.create(0);

            next();
            assertThat(ended).isEmpty();
        }
    }

    @Test
    void arrivesNoMoreOnceTheConnectionIsClosed() throws Exception {
        var ended = new LinkedBlockingQueue<Lifecycle>();
        var other = LibvirtConnection.open("test:///default");
        var registration = other.onLifecycle(ended::add);
        other.close();
        registration.close();
        try (var _ = connection.onLifecycle(this::keep)) {
            domain.create(0);

            next();
            assertThat(ended).isEmpty();
        }
    }

    @Test
    void canBeListenedForThatNeverComes() {
        connection.onBlockJob(_ -> {}).close();
        connection.onAgentLifecycle(_ -> {}).close();
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }

    /// That the domain was defined is reported by libvirt's event loop, which may come to it when a
    /// listener is there already.
    private void keep(Lifecycle event) {
        if (event.domainName().equals(name) && event.event() != VirDomainEventType.DEFINED) {
            events.add(event);
        }
    }

    private Lifecycle next() throws InterruptedException {
        var event = events.poll(1, TimeUnit.MINUTES);
        assertThat(event).isNotNull();
        return event;
    }
}
