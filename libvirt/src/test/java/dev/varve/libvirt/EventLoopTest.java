package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.libvirt.LibvirtEnums.VirDomainEventType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When the thread of libvirt's event loop is there. Each in a JVM of its own, as one connection that
/// another test has open keeps the loop running.
class EventLoopTest {
    @TempDir private Path directory;

    @Test
    void runsFromTheFirstConnectionToTheLast() throws Exception {
        var child = run(FirstToLast.class);

        assertThat(child.output())
                .containsExactly(
                        "none",
                        "two open: runs",
                        "one open: runs",
                        "none open: ended",
                        "event",
                        "none open: ended");
        assertThat(child.errors()).isEmpty();
        assertThat(child.exitCode()).isZero();
    }

    @Test
    void endsWhenNoConnectionComesAbout() throws Exception {
        var child = run(Refused.class);

        assertThat(child.output()).containsExactly("DISCONNECTED", "ended");
        assertThat(child.exitCode()).isZero();
    }

    @Test
    void endsWhenAListenerClosesTheConnection() throws Exception {
        var child = run(ClosedByListener.class);

        assertThat(child.output()).containsExactly("ended", "event", "ended");
        assertThat(child.exitCode()).isZero();
    }

    @Test
    void keepsNobodyWhoIsInterruptedWaitingForIt() throws Exception {
        var child = run(Interrupted.class);

        assertThat(child.output()).containsExactly("closed, interrupted: true", "ended");
        assertThat(child.exitCode()).isZero();
    }

    @Test
    void servesThreadsThatOpenAndCloseAtOnce() throws Exception {
        var child = run(Churn.class);

        assertThat(child.output()).containsExactly("400 events", "ended");
        assertThat(child.errors()).isEmpty();
        assertThat(child.exitCode()).isZero();
    }

    private ChildJvm run(Class<?> program) throws Exception {
        return ChildJvm.run(directory, Map.of(), List.of(), program);
    }

    private static LibvirtConnection open() {
        return LibvirtConnection.open("test:///default");
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("libvirt-events"))
                .toList();
    }

    /// Returns once there is no thread of the loop's; the wait isn't for a thread in C, but for the last
    /// that one does in Java.
    private static String ended() throws InterruptedException {
        for (var thread : threads()) {
            thread.join();
        }
        return "ended";
    }

    /// Returns once an event has come.
    private static String event(LibvirtConnection connection, String domain)
            throws InterruptedException {
        var came = new CountDownLatch(1);
        try (var _ =
                        connection.onLifecycle(event -> {
                            if (event.domainName().equals(domain)
                                    && event.event() == VirDomainEventType.DEFINED) {
                                came.countDown();
                            }
                        });
                var _ = connection.defineDomain(xml(domain))) {
            came.await();
        }
        return "event";
    }

    /// A domain that each definition defines anew, whoever has it defined already.
    private static String xml(String domain) {
        var uuid = UUID.nameUUIDFromBytes(domain.getBytes(StandardCharsets.UTF_8));
        return """
        <domain type='test'>
          <name>%s</name>
          <uuid>%s</uuid>
          <memory>1024</memory>
          <os><type>hvm</type></os>
        </domain>
        """
                .formatted(domain, uuid);
    }

    /// Opens two connections, closes them, and opens another.
    static final class FirstToLast {
        public static void main(String[] arguments) throws InterruptedException {
            System.out.println(threads().isEmpty() ? "none" : "runs");
            try (var _ = open()) {
                try (var _ = open()) {
                    System.out.println("two open: " + (threads().isEmpty() ? "none" : "runs"));
                }
                System.out.println("one open: " + (threads().isEmpty() ? "none" : "runs"));
            }
            System.out.println("none open: " + ended());
            try (var connection = open()) {
                System.out.println(event(connection, "web"));
            }
            System.out.println("none open: " + ended());
        }

        private FirstToLast() {}
    }

    /// Asks for what there isn't.
    static final class Refused {
        public static void main(String[] arguments) throws InterruptedException {
            try (var connection = LibvirtConnection.open("nono:///")) {
                System.out.println(connection.uri());
            } catch (LibvirtException e) {
                System.out.println(e.kind());
            }
            System.out.println(ended());
        }

        private Refused() {}
    }

    /// Closes the only connection on the loop's own thread, and opens another.
    static final class ClosedByListener {
        public static void main(String[] arguments) throws InterruptedException {
            var connection = open();
            var closed = new CountDownLatch(1);
            var _ =
                    connection.onLifecycle(_ -> {
                        connection.close();
                        closed.countDown();
                    });
            connection.defineDomain(xml("web")).close();
            closed.await();
            System.out.println(ended());
            try (var another = open()) {
                System.out.println(event(another, "db"));
            }
            System.out.println(ended());
        }

        private ClosedByListener() {}
    }

    /// Closes the only connection, interrupted, while a listener has the loop's thread.
    static final class Interrupted {
        public static void main(String[] arguments) throws InterruptedException {
            var called = new CountDownLatch(1);
            var closed = new CountDownLatch(1);
            var connection = open();
            var _ =
                    connection.onLifecycle(_ -> {
                        called.countDown();
                        awaitQuietly(closed);
                    });
            connection.defineDomain(xml("web")).close();
            called.await();
            Thread.currentThread().interrupt();
            connection.close();
            System.out.println("closed, interrupted: " + Thread.interrupted());
            closed.countDown();
            System.out.println(ended());
        }

        private static void awaitQuietly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private Interrupted() {}
    }

    /// Eight threads open a connection, wait for an event and close it, again and again.
    static final class Churn {
        private static final int THREADS = 8;
        private static final int ROUNDS = 50;

        public static void main(String[] arguments) throws Exception {
            var start = new CyclicBarrier(THREADS);
            var results = new ArrayList<Future<Integer>>();
            try (var threads = Executors.newFixedThreadPool(THREADS)) {
                for (int i = 0; i < THREADS; i++) {
                    var domain = "web" + i;
                    results.add(threads.submit(() -> churn(start, domain)));
                }
            }
            int events = 0;
            for (var result : results) {
                events += result.get();
            }
            System.out.println(events + " events");
            System.out.println(ended());
        }

        private static int churn(CyclicBarrier start, String domain) throws Exception {
            start.await();
            int events = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try (var connection = open()) {
                    event(connection, domain);
                    events++;
                }
            }
            return events;
        }

        private Churn() {}
    }
}
