package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.operation.Change;
import dev.varve.operation.Outcome;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import dev.varve.operation.SnapshotChange;
import dev.varve.state.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A hundred threads on ten domains: none gets in another's way but by being told so, nothing is lost, and nothing is
/// left locked.
@Tag("slow")
class ManyThreadsTest {
    private static final int DOMAINS = 10;
    private static final int THREADS = 100;
    private static final int ROUNDS = 8;
    private static final boolean NIGHTLY = Boolean.getBoolean("varve.nightly");
    private static final long SEED = Long.getLong("varve.seed", 1);

    /// What one thread has done.
    ///
    /// @param left the snapshots that it has made and not deleted, as `domain/snapshot`
    private record Work(int done, int busy, Set<String> left) {}

    @Test
    void loseNothingAndLeaveNothingLocked() throws Exception {
        try (var host = LibraryHost.open()) {
            var domains = IntStream.range(0, DOMAINS).mapToObj(i -> host.define("d" + i)).toList();
            domains.forEach(domain -> host.write(domain, 1));

            var all = work(domains);

            var expected = new TreeSet<String>();
            all.forEach(work -> expected.addAll(work.left()));
            assertThat(listed(domains)).as("seed " + SEED).isEqualTo(expected);
            assertThat(all.stream().mapToInt(Work::done).sum()).isPositive();
            assertThat(all.stream().mapToInt(Work::busy).sum()).isPositive();
            domains.forEach(domain -> atRest(host, domain));
            System.getLogger("varve")
                    .log(
                            System.Logger.Level.INFO,
                            "{0} threads on {1} domains: {2} operations, {3} told that another was at work",
                            THREADS,
                            DOMAINS,
                            all.stream().mapToInt(Work::done).sum(),
                            all.stream().mapToInt(Work::busy).sum());
        }
    }

    private static List<Work> work(List<Domain> domains)
            throws InterruptedException, ExecutionException {
        var end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var tasks =
                    IntStream.range(0, THREADS)
                            .<Callable<Work>>mapToObj(i -> () -> work(domains, i, end))
                            .toList();
            var all = new ArrayList<Work>();
            for (var done : threads.invokeAll(tasks)) {
                all.add(done.get());
            }
            return all;
        }
    }

    private static Work work(List<Domain> domains, int thread, long end) {
        var random = new Random(SEED * THREADS + thread);
        var left = new TreeSet<String>();
        int done = 0;
        int busy = 0;
        for (int round = 0; NIGHTLY ? System.nanoTime() < end : round < ROUNDS; round++) {
            var domain = domains.get(random.nextInt(domains.size()));
            var own = left.stream().filter(key -> key.startsWith(domain.name() + "/")).toList();
            var change = change(random, own, "t" + thread + "-" + round);
            if (isDone(domain.perform(change, ProgressListener.silent()))) {
                done++;
                note(left, domain, change);
            } else {
                busy++;
            }
        }
        return new Work(done, busy, left);
    }

    private static Change change(Random random, List<String> own, String name) {
        if (own.isEmpty() || random.nextInt(3) > 0) {
            return Change.create(name);
        }
        var snapshot = own.getFirst().substring(own.getFirst().indexOf('/') + 1);
        return random.nextBoolean() ? Change.delete(snapshot) : Change.hold(snapshot, "mine");
    }

    private static boolean isDone(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> true;
            // Held by the thread itself, or at work.
            case Outcome.Refused(var refusal) -> {
                assertThat(refusal.kind())
                        .as(refusal.message())
                        .isIn(Refusal.Kind.BUSY, Refusal.Kind.UNSAFE);
                yield false;
            }
            // Another thread's operation at work looks like that between its journal's begin and
            // its lock's end.
            case Outcome.Unfinished(var message, _) -> throw new AssertionError(message);
            case Outcome.Cancelled(var message) -> throw new AssertionError(message);
        };
    }

    private static void note(Set<String> left, Domain domain, Change change) {
        switch (change) {
            case SnapshotChange.Create create -> left.add(domain.name() + "/" + create.name());
            case SnapshotChange.Delete delete ->
                    delete.snapshots().forEach(name -> left.remove(domain.name() + "/" + name));
            default -> {}
        }
    }

    private static Set<String> listed(List<Domain> domains) {
        return domains.stream()
                .flatMap(domain ->
                        domain.snapshots().stream()
                                .map(Snapshot::name)
                                .map(name -> domain.name() + "/" + name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void atRest(LibraryHost host, Domain domain) {
        assertThat(domain.unfinished()).isEmpty();
        assertThat(host.holds(domain, 1)).isTrue();
        assertThat(LibraryHost.perform(domain, Change.create("last")).steps()).isNotEmpty();
        assertThat(domain.findings()).noneMatch(found -> !found.kind().equals("long-chain"));
    }
}
