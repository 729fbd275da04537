package dev.varve.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.policy.Policy;
import dev.varve.policy.Policy.Domains;
import dev.varve.policy.Policy.Hooks;
import dev.varve.policy.Policy.Keep;
import dev.varve.policy.Policy.MinFree;
import dev.varve.policy.Policy.Quiesce;
import dev.varve.policy.PolicyResult;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Cut;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjuster;
import java.time.temporal.TemporalAdjusters;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random sequences of runs, among which clocks jump, steps fail, programs are killed, two run at once, disks are full, and
/// people take, hold, release and delete snapshots. After each run: none of a policy's is there twice for its shortest
/// period, and nothing has gone but what its rules, counted here in another way, don't keep.
class PolicyPropertyTest {
    private static final TemporalAdjuster MONDAY =
            TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY);

    private static final int RUNS = 120;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm'Z'");

    @TempDir Path directory;
    private PolicyWorld world = new PolicyWorld(Path.of("/nowhere"));
    private Random random = new Random(0);
    private Instant now = Instant.EPOCH;
    private int changes;
    private int taken;
    private int pruned;
    private int cut;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void noneIsTakenTwiceAndNoneIsDeletedEarly(long seed) {
        random = new Random(seed);
        world = new PolicyWorld(directory);
        world.zone =
                ZoneId.of(List.of("UTC", "Europe/Berlin", "Asia/Kolkata").get(random.nextInt(3)));
        // Shortly before the clocks of Berlin are put back.
        now = Instant.parse("2026-10-24T20:00:00Z");
        var domains = List.of(world.domain("web"), world.domain("web2"));
        var policies = List.of(policy("p"), policy("q"));
        for (int i = 0; i < RUNS; i++) {
            domains.forEach(this::people);
            clock();
            var before = copy(domains);
            run(policies);
            var when = "seed " + seed + ", run " + i + ", at " + now;
            before.forEach(
                    (domain, all) -> policies.forEach(policy -> check(policy, all, domain, when)));
        }
        assertThat(taken).isGreaterThan(RUNS / 4);
        assertThat(pruned).isGreaterThan(RUNS / 8);
        assertThat(cut).isPositive();
    }

    private Policy policy(String name) {
        int hourly = random.nextInt(4);
        int daily = random.nextInt(4);
        var keep =
                new Keep(
                        hourly,
                        daily,
                        random.nextInt(3),
                        random.nextInt(2),
                        hourly + daily == 0 ? 1 : 0);
        return new Policy(
                name,
                new Domains(List.of("web*"), List.of()),
                keep,
                Quiesce.NO,
                false,
                false,
                Optional.of(new MinFree(10, 0)),
                Hooks.none());
    }

    private void clock() {
        now =
                now.plus(
                        switch (random.nextInt(10)) {
                            case 0 ->
                                    Duration.ofDays(
                                            1 + random.nextInt(40)); // Or a host that was off.
                            case 1 -> Duration.ofMinutes(-random.nextInt(300));
                            case 2 -> Duration.ofDays(-random.nextInt(12));
                            case 3, 4 -> Duration.ofHours(6 + random.nextInt(20));
                            case 5 -> Duration.ZERO;
                            default -> Duration.ofMinutes(15 + random.nextInt(60));
                        });
    }

    private void people(DomainRef domain) {
        var all = List.copyOf(world.snapshots(domain));
        if (random.nextInt(12) == 0) {
            world.takeByHand(domain, "mine" + random.nextInt(1 << 30), Optional.empty());
        }
        if (all.isEmpty()) {
            return;
        }
        var one = all.get(random.nextInt(all.size()));
        boolean held = one.annotations().hold().isPresent();
        switch (random.nextInt(12)) {
            case 0 -> world.hold(domain, one.name().value());
            case 1, 2 -> {
                if (held) {
                    world.release(domain, one.name().value());
                }
            }
            case 3 -> {
                if (!held) {
                    var gone = List.of(new SnapshotName(one.name().value()));
                    world.host.must(
                            domain,
                            new DeleteSnapshot(domain, gone, DeleteSnapshot.Scope.ONE, false)
                                    ::plan);
                }
            }
            default -> {} // Nobody is there.
        }
    }

    private void run(List<Policy> policies) {
        world.space = new PolicyGround.Space(random.nextInt(8) == 0 ? 5 : 50, 100);
        if (random.nextInt(6) == 0) {
            world.meanwhile =
                    () -> {
                        world.meanwhile = () -> {};
                        count(world.run(now, policies.getFirst()));
                    };
        }
        changes = random.nextInt(60);
        switch (random.nextInt(8)) {
            case 0 -> world.host.inject(failingAfter(false));
            case 1 -> world.host.inject(failingAfter(true));
            default -> {} // All goes well.
        }
        try {
            count(world.run(now, policies.toArray(Policy[]::new)));
        } catch (Cut _) {
            cut++;
        } finally {
            world.host.inject(Faults.none());
            world.meanwhile = () -> {};
        }
        world.observe().domains().forEach(domain -> world.host.recover(domain.ref()));
    }

    private void count(List<PolicyResult> results) {
        taken += (int) results.stream().filter(result -> result.taken().isPresent()).count();
        pruned += results.stream().mapToInt(result -> result.pruned().size()).sum();
    }

    private Faults failingAfter(boolean killed) {
        return new Faults() {
            @Override
            public void before(String change) {
                if (--changes == 0) {
                    if (killed) {
                        throw new Cut(change);
                    }
                    throw new HypervisorException(
                            HypervisorException.Kind.FAILED, "cannot " + change);
                }
            }
        };
    }

    private Map<DomainRef, List<Snapshot>> copy(List<DomainRef> domains) {
        var all = new LinkedHashMap<DomainRef, List<Snapshot>>();
        domains.forEach(domain -> all.put(domain, List.copyOf(world.snapshots(domain))));
        return all;
    }

    private void check(Policy policy, List<Snapshot> before, DomainRef domain, String when) {
        var after = world.snapshots(domain);
        var names = names(after);
        var own = own(policy, after);

        // None is there twice.
        var shortest = rules(policy).entrySet().iterator().next().getKey();
        assertThat(own.values().stream().map(shortest).distinct().count())
                .as(when)
                .isEqualTo(own.size());

        // Nothing else than what it doesn't keep has gone.
        var all = new TreeMap<>(own(policy, before));
        all.putAll(own);
        var kept = kept(policy, all);
        var held = held(before);
        for (var name : names(before)) {
            boolean unkept = all.containsKey(name) && !kept.contains(name) && !held.contains(name);
            boolean another = otherPolicy(before, name, policy);
            assertThat(names.contains(name) || unkept || another)
                    .as(
                            when + ": " + name + " of " + policy + " in " + all + " after " + names
                                    + " kept " + kept)
                    .isTrue();
        }
    }

    private static boolean otherPolicy(List<Snapshot> before, String name, Policy policy) {
        return before.stream()
                .filter(each -> each.name().value().equals(name))
                .anyMatch(each ->
                        each.annotations()
                                .policy()
                                .filter(other -> !other.equals(policy.name()))
                                .isPresent());
    }

    private static Set<String> names(Collection<Snapshot> all) {
        return all.stream().map(each -> each.name().value()).collect(Collectors.toSet());
    }

    private static Set<String> held(List<Snapshot> all) {
        return names(all.stream().filter(each -> each.annotations().hold().isPresent()).toList());
    }

    private static Map<String, LocalDateTime> own(Policy policy, Collection<Snapshot> all) {
        var prefix = "auto-" + policy.name() + "-";
        return all.stream()
                .map(each -> each.name().value())
                .filter(name -> name.startsWith(prefix))
                .collect(
                        Collectors.toMap(
                                name -> name,
                                name ->
                                        LocalDateTime.parse(
                                                name.substring(prefix.length()), TIME)));
    }

    /// The rules, the shortest first: in which period a time in UTC is, and how many are kept.
    private Map<Function<LocalDateTime, Object>, Integer> rules(Policy policy) {
        var rules = new LinkedHashMap<Function<LocalDateTime, Object>, Integer>();
        var keep = policy.keep();
        rule(rules, keep.hourly(), time -> time.truncatedTo(ChronoUnit.HOURS));
        rule(rules, keep.daily(), time -> local(time).toLocalDate());
        rule(rules, keep.weekly(), time -> local(time).toLocalDate().with(MONDAY));
        rule(rules, keep.monthly(), time -> local(time).toLocalDate().withDayOfMonth(1));
        rule(rules, keep.yearly(), time -> local(time).toLocalDate().withDayOfYear(1));
        return rules;
    }

    private static void rule(
            Map<Function<LocalDateTime, Object>, Integer> rules,
            int count,
            Function<LocalDateTime, Object> period) {
        if (count > 0) {
            rules.put(period, count);
        }
    }

    private ZonedDateTime local(LocalDateTime time) {
        return time.atZone(ZoneOffset.UTC).withZoneSameInstant(world.zone);
    }

    /// {@return those that have to stay: what is dated in the future, and the newest of each period}
    private Set<String> kept(Policy policy, Map<String, LocalDateTime> all) {
        var present = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        var kept = new HashSet<String>();
        var counted =
                all.entrySet().stream()
                        .filter(each -> {
                            if (each.getValue().isAfter(present)) {
                                kept.add(each.getKey());
                            }
                            return !each.getValue().isAfter(present);
                        })
                        .sorted(Map.Entry.<String, LocalDateTime>comparingByValue().reversed())
                        .toList();
        rules(policy)
                .forEach((period, count) -> {
                    var newest = new LinkedHashMap<Object, String>();
                    counted.forEach(each ->
                            newest.putIfAbsent(period.apply(each.getValue()), each.getKey()));
                    newest.values().stream().limit(count).forEach(kept::add);
                });
        return kept;
    }
}
