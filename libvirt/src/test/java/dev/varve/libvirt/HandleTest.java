package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HandleTest {
    private static final MemorySegment POINTER = MemorySegment.ofAddress(4096);

    private final List<MemorySegment> freed = new ArrayList<>();
    private final Handle handle =
            new Handle(
                    "thing",
                    POINTER,
                    pointer -> {
                        freed.add(pointer);
                        return 0;
                    });

    @Test
    void isFreedOnceHoweverOftenItIsClosed() {
        handle.close();
        handle.close();

        assertThat(freed).containsExactly(POINTER);
    }

    @Test
    void isRefusedAfterClose() {
        handle.close();

        assertThatThrownBy(() -> handle.with(pointer -> pointer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the thing is closed");
    }

    @Test
    void outlivesTheCallsUnderWay() throws Exception {
        var closed = new CompletableFuture<Boolean>();
        var entered = new CountDownLatch(1);
        try (var threads = Executors.newSingleThreadExecutor()) {
            var call =
                    threads.submit(() ->
                            handle.with(_ -> {
                                entered.countDown();
                                closed.join();
                                return freed.size();
                            }));
            entered.await();
            handle.close();
            closed.complete(true);

            assertThat(call.get(1, TimeUnit.MINUTES)).isZero();
        }
        assertThat(freed).containsExactly(POINTER);
    }

    @Test
    void isFreedWhenACallFails() {
        assertThatThrownBy(() ->
                        handle.with(_ -> {
                            handle.close();
                            throw new IllegalArgumentException();
                        }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(freed).containsExactly(POINTER);
    }

    @Test
    void isNeverUsedOnceFreedWhenThreadsRaceToCloseIt() throws Exception {
        for (int round = 0; round < 200; round++) {
            race();
        }
    }

    private static void race() throws Exception {
        var freed = new AtomicInteger();
        var handle = new Handle("thing", POINTER, _ -> freed.getAndIncrement());
        var start = new CyclicBarrier(4);
        var seen = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                boolean closes = i % 2 == 0;
                seen.add(
                        threads.submit(() -> {
                            start.await();
                            return closes ? close(handle) : use(handle, freed);
                        }));
            }
        }
        for (var result : seen) {
            assertThat(result.get()).isZero();
        }
        assertThat(freed).hasValue(1);
    }

    private static int close(Handle handle) {
        handle.close();
        return 0;
    }

    private static int use(Handle handle, AtomicInteger freed) {
        try {
            return handle.with(_ -> freed.get());
        } catch (IllegalStateException e) {
            return 0;
        }
    }
}
