package dev.varve.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.RunState;
import dev.varve.policy.Policy;
import dev.varve.policy.Policy.Domains;
import dev.varve.policy.Policy.Hooks;
import dev.varve.policy.Policy.Keep;
import dev.varve.policy.Policy.MinFree;
import dev.varve.policy.Policy.Quiesce;
import dev.varve.policy.PolicyRequest;
import dev.varve.policy.PolicyResult;
import dev.varve.policy.PolicyResult.Status;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs of policies at times that a table says. A run is told as `web p: +taken -pruned RESULT`.
class PolicyRoundTest {
    private static final Policy HOURLY = Policy.of("p", "web*", Keep.hourly(2));
    private static final Policy DAILY = Policy.of("p", "web*", Keep.daily(2));

    @TempDir Path directory;
    private PolicyWorld world = new PolicyWorld(Path.of("/nowhere"));
    private DomainRef web = Host.clone("web");

    @BeforeEach
    void open() {
        world = new PolicyWorld(directory);
        web = world.domain("web");
    }

    private List<String> run(String at, Policy... policies) {
        return PolicyWorld.told(results(at, policies));
    }

    private List<PolicyResult> results(String at, Policy... policies) {
        return world.run(Instant.parse(at), policies);
    }

    /// Runs one after the other, and what comes of each.
    private void table(Policy policy, String... lines) {
        for (var line : lines) {
            var parts = line.split(" -> ", 2);
            assertThat(run(parts[0], policy)).as(line).containsExactly("web p: " + parts[1]);
        }
    }

    @Test
    void itTakesOneInEachHourAndDeletesByNumber() {
        table(
                HOURLY,
                "2026-12-01T02:00:00Z -> +20261201T0200Z DONE",
                "2026-12-01T02:15:00Z -> NOT_DUE",
                "2026-12-01T02:59:59Z -> NOT_DUE",
                "2026-12-01T03:00:00Z -> +20261201T0300Z DONE",
                "2026-12-01T04:45:00Z -> +20261201T0445Z -20261201T0200Z DONE",
                "2026-12-01T05:00:00Z -> +20261201T0500Z -20261201T0300Z DONE");
        assertThat(world.names(web))
                .containsExactly("auto-p-20261201T0445Z", "auto-p-20261201T0500Z");
    }

    /// However long the host was off, one is taken, and what was kept stays.
    @Test
    void missedRunsAreMadeUpForByOne() {
        table(
                HOURLY,
                "2026-12-01T02:00:00Z -> +20261201T0200Z DONE",
                "2026-12-11T02:00:00Z -> +20261211T0200Z DONE",
                "2027-03-01T09:10:00Z -> +20270301T0910Z -20261201T0200Z DONE");
    }

    @Test
    void oneSnapshotServesAllNumbers() {
        var policy = Policy.of("p", "web", new Keep(2, 2, 0, 0, 1));
        table(
                policy,
                "2026-12-30T10:00:00Z -> +20261230T1000Z DONE",
                "2026-12-30T11:00:00Z -> +20261230T1100Z DONE",
                "2026-12-31T10:00:00Z -> +20261231T1000Z -20261230T1000Z DONE",
                "2026-12-31T11:00:00Z -> +20261231T1100Z DONE",
                "2027-01-01T00:00:00Z -> +20270101T0000Z -20261230T1100Z -20261231T1000Z DONE");
    }

    /// The hour from 2 to 3 comes twice in Berlin: both are hours; and a day has one snapshot, of 23, 24 or 25 hours.
    @Test
    void noneIsTakenTwiceWhenClocksArePutBackForWinter() {
        world.zone = ZoneId.of("Europe/Berlin");
        table(
                HOURLY,
                "2026-10-25T00:30:00Z -> +20261025T0030Z DONE",
                "2026-10-25T00:59:00Z -> NOT_DUE",
                "2026-10-25T01:30:00Z -> +20261025T0130Z DONE",
                "2026-10-25T01:45:00Z -> NOT_DUE",
                "2026-10-25T02:30:00Z -> +20261025T0230Z -20261025T0030Z DONE");
    }

    @Test
    void aDayIsOneOfTheHostsZone() {
        world.zone = ZoneId.of("Europe/Berlin");
        table(
                DAILY,
                // Midnight in Berlin is 22:00 in summer and 23:00 in winter.
                "2026-10-24T21:59:00Z -> +20261024T2159Z DONE",
                "2026-10-24T22:00:00Z -> +20261024T2200Z DONE",
                "2026-10-25T22:59:00Z -> NOT_DUE",
                "2026-10-25T23:00:00Z -> +20261025T2300Z -20261024T2159Z DONE",
                "2027-03-27T23:00:00Z -> +20270327T2300Z -20261024T2200Z DONE",
                "2027-03-28T21:59:00Z -> NOT_DUE",
                "2027-03-28T22:00:00Z -> +20270328T2200Z -20261025T2300Z DONE");
    }

    /// What was taken in the hours that come again is there.
    @Test
    void aClockThatIsPutBackTakesNoneTwice() {
        table(
                Policy.of("p", "web", Keep.hourly(5)),
                "2026-12-01T10:00:00Z -> +20261201T1000Z DONE",
                "2026-12-01T11:50:00Z -> +20261201T1150Z DONE",
                "2026-12-01T11:10:00Z -> NOT_DUE",
                "2026-12-01T10:30:00Z -> NOT_DUE",
                "2026-12-01T09:30:00Z -> +20261201T0930Z DONE",
                "2026-12-01T12:00:00Z -> +20261201T1200Z DONE");
    }

    /// What it took in the future is left alone, and not counted, until then.
    @Test
    void aClockThatJumpsForwardDeletesNothingEarly() {
        table(
                HOURLY,
                "2026-12-01T02:00:00Z -> +20261201T0200Z DONE",
                "2036-12-01T02:00:00Z -> +20361201T0200Z DONE",
                "2036-12-01T02:15:00Z -> NOT_DUE",
                "2026-12-01T03:00:00Z -> +20261201T0300Z DONE",
                "2026-12-01T04:00:00Z -> +20261201T0400Z -20261201T0200Z DONE",
                "2036-12-01T02:30:00Z -> -20261201T0300Z DONE");
    }

    @Test
    void whatIsHeldOrAPersonsStays() {
        var one = Policy.of("p", "web", Keep.hourly(1));
        world.takeByHand(web, "mine", Optional.empty());
        table(one, "2026-12-01T02:00:00Z -> +20261201T0200Z DONE");
        world.hold(web, "auto-p-20261201T0200Z");
        world.takeByHand(web, "others", Optional.of("q"));
        table(one, "2026-12-01T03:00:00Z -> +20261201T0300Z DONE");
        table(one, "2026-12-01T04:00:00Z -> +20261201T0400Z -20261201T0300Z DONE");
        assertThat(world.names(web))
                .containsExactly(
                        "auto-p-20261201T0200Z", "auto-p-20261201T0400Z", "mine", "others");
        world.release(web, "auto-p-20261201T0200Z");
        table(one, "2026-12-01T04:15:00Z -> -20261201T0200Z DONE");
    }

    /// The other one has looked, and comes to the lock second.
    @Test
    void oneThatAnotherRunHasTakenMeanwhileIsNotTakenTwice() {
        world.meanwhile =
                () -> {
                    world.meanwhile = () -> {};
                    assertThat(run("2026-12-01T02:00:00Z", HOURLY))
                            .containsExactly("web p: +20261201T0200Z DONE");
                };
        assertThat(run("2026-12-01T02:01:00Z", HOURLY)).containsExactly("web p: NOT_DUE");
        assertThat(world.names(web)).containsExactly("auto-p-20261201T0200Z");
    }

    @Test
    void aDomainThatFailsStopsNoOther() {
        world.domain("web2");
        world.fail("create /images/web-vda");
        assertThat(run("2026-12-01T02:00:00Z", HOURLY))
                .containsExactly("web p: FAILED", "web2 p: +20261201T0200Z DONE");
        world.host.inject(Faults.none());
        assertThat(run("2026-12-01T02:15:00Z", HOURLY))
                .containsExactly("web p: +20261201T0215Z DONE", "web2 p: NOT_DUE");
    }

    /// With a shorter rule there is something to prune, which makes room.
    @Test
    void aFullFileSystemGetsNoSnapshotAndIsPruned() {
        table(
                Policy.of("p", "web", Keep.hourly(9)),
                "2026-12-01T02:00:00Z -> +20261201T0200Z DONE",
                "2026-12-01T03:00:00Z -> +20261201T0300Z DONE",
                "2026-12-01T04:00:00Z -> +20261201T0400Z DONE");
        world.space = new PolicyGround.Space(9, 100);
        var careful = with(Keep.hourly(2), Quiesce.NO, false, Optional.of(new MinFree(10, 0)));
        var failed = results("2026-12-01T05:00:00Z", careful);
        assertThat(PolicyWorld.told(failed)).containsExactly("web p: -20261201T0200Z FAILED");
        assertThat(failed.getFirst().message())
                .isEqualTo(
                        "/images has 9 of 100 bytes free, and min-free is 10%; no snapshot was taken");
        world.space = new PolicyGround.Space(10, 100);
        table(careful, "2026-12-01T05:15:00Z -> +20261201T0515Z -20261201T0300Z DONE");
    }

    private static Policy with(
            Keep keep, Quiesce quiesce, boolean onlyRunning, Optional<MinFree> free) {
        return with(keep, quiesce, onlyRunning, free, Hooks.none());
    }

    private static Policy with(
            Keep keep, Quiesce quiesce, boolean onlyRunning, Optional<MinFree> free, Hooks hooks) {
        return new Policy(
                "p",
                new Domains(List.of("web*"), List.of()),
                keep,
                quiesce,
                onlyRunning,
                false,
                free,
                hooks);
    }

    @Test
    void aDomainThatIsMigratedIsPutOff() {
        world.host.hypervisor.start(web);
        world.workedOn.add(web);
        table(HOURLY, "2026-12-01T02:00:00Z -> PUT_OFF");
        world.workedOn.clear();
        table(HOURLY, "2026-12-01T02:15:00Z -> +20261201T0215Z DONE");
    }

    @Test
    void onlyRunningLeavesOthersOut() {
        var policy = with(Keep.hourly(2), Quiesce.NO, true, Optional.empty());
        table(policy, "2026-12-01T02:00:00Z -> SKIPPED");
        world.host.hypervisor.start(web);
        table(policy, "2026-12-01T02:15:00Z -> +20261201T0215Z DONE");
        world.host.hypervisor.setState(web, RunState.PAUSED);
        table(policy, "2026-12-01T03:00:00Z -> SKIPPED");
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, IF_POSSIBLE, false, false, [false], DONE",
        "RUNNING, IF_POSSIBLE, true, false, [true], DONE",
        "RUNNING, IF_POSSIBLE, true, true, '[true, false]', DONE",
        "RUNNING, REQUIRED, false, false, [true], DONE",
        "RUNNING, REQUIRED, true, true, [true], FAILED",
        "RUNNING, NO, true, false, [false], DONE",
        "SHUTOFF, REQUIRED, false, false, [false], DONE"
    })
    void aGuestIsFrozenWhereItCanBe(
            RunState state,
            Quiesce quiesce,
            boolean agent,
            boolean hangs,
            String frozen,
            Status status) {
        if (state.active()) {
            world.host.hypervisor.start(web);
        }
        if (agent) {
            world.agents.add(web);
        }
        world.agentHangs = hangs;
        var policy = with(Keep.hourly(9), quiesce, false, Optional.empty());
        var result = results("2026-12-01T02:00:00Z", policy).getFirst();
        assertThat(result.status()).isEqualTo(status);
        assertThat(world.frozen).hasToString(frozen);
        if (hangs) {
            assertThat(result.message()).contains("the agent doesn't answer");
        }
    }

    @Test
    void anUnfinishedOperationIsTold() {
        world.host.inject(
                new Faults() {
                    @Override
                    public void after(String change) {
                        if (change.startsWith("create")) {
                            throw new Cut(change);
                        }
                    }
                });
        assertThat(catchThrowableOfType(Cut.class, () -> results("2026-12-01T02:00:00Z", HOURLY)))
                .isNotNull();
        world.host.inject(Faults.none());
        var later = results("2026-12-01T02:15:00Z", HOURLY);
        assertThat(PolicyWorld.told(later)).containsExactly("web p: FAILED");
        assertThat(later.getFirst().message()).contains("varve recover web");
        var foreseen =
                world.run(
                        PolicyRequest.of(List.of(HOURLY), Instant.parse("2026-12-01T02:15:00Z")),
                        PolicyRequest::dry);
        assertThat(foreseen.getFirst().status()).isEqualTo(Status.FAILED);
        world.host.recover(web);
        assertThat(run("2026-12-01T02:30:00Z", HOURLY))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("DONE");
    }

    @Test
    void hooksAreRunAroundTheSnapshot() {
        var before = Path.of("/before");
        var after = Path.of("/after");
        var hooks = new Hooks(Optional.of(before), Optional.of(after), Duration.ofSeconds(30));
        var policy = with(Keep.hourly(2), Quiesce.NO, false, Optional.empty(), hooks);
        table(
                policy,
                "2026-12-01T02:00:00Z -> +20261201T0200Z DONE",
                "2026-12-01T02:15:00Z -> NOT_DUE");
        assertThat(world.programs)
                .containsExactly(
                        "/before web p auto-p-20261201T0200Z due",
                        "/after web p auto-p-20261201T0200Z done");

        world.programs.clear();
        world.failing.put(before, "ended with 1");
        var failed = results("2026-12-01T03:00:00Z", policy);
        assertThat(PolicyWorld.told(failed)).containsExactly("web p: FAILED");
        assertThat(failed.getFirst().message())
                .isEqualTo("before /before ended with 1; no snapshot was taken");
        assertThat(world.programs).containsExactly("/before web p auto-p-20261201T0300Z due");

        world.programs.clear();
        world.failing.clear();
        world.fail("create");
        assertThat(run("2026-12-01T03:15:00Z", policy)).containsExactly("web p: FAILED");
        assertThat(world.programs).last().isEqualTo("/after web p auto-p-20261201T0315Z failed");

        world.host.inject(Faults.none());
        world.failing.put(after, "ended with 2");
        assertThat(run("2026-12-01T03:30:00Z", policy))
                .containsExactly("web p: +20261201T0330Z FAILED");
        assertThat(run("2026-12-01T03:45:00Z", policy)).containsExactly("web p: NOT_DUE");
    }

    @Test
    void aDryRunSaysWhatARunThenDoes() {
        var hooks =
                new Hooks(Optional.of(Path.of("/before")), Optional.empty(), Duration.ofSeconds(1));
        var policy = with(Keep.hourly(1), Quiesce.NO, false, Optional.empty(), hooks);
        table(policy, "2026-12-01T02:00:00Z -> +20261201T0200Z DONE");
        world.programs.clear();
        var at = PolicyRequest.of(List.of(policy), Instant.parse("2026-12-01T03:00:00Z"));
        var before = world.host.hypervisor.observe();
        var foreseen = world.run(at, PolicyRequest::dry);
        assertThat(world.host.hypervisor.observe()).isEqualTo(before);
        assertThat(world.programs).isEmpty();
        assertThat(foreseen).isEqualTo(world.run(at, UnaryOperator.identity()));
        assertThat(PolicyWorld.told(foreseen))
                .containsExactly("web p: +20261201T0300Z -20261201T0200Z DONE");
    }

    @Test
    void onlyWhatIsAskedForIsRun() {
        var other = world.domain("web2");
        var at =
                PolicyRequest.of(
                        List.of(HOURLY, Policy.of("q", "web2", Keep.daily(1))),
                        Instant.parse("2026-12-01T03:00:00Z"));
        assertThat(PolicyWorld.told(world.run(at, asked -> asked.onlyDomain(other.uuid()).dry())))
                .containsExactly("web2 p: +20261201T0300Z DONE", "web2 q: +20261201T0300Z DONE");
        assertThat(PolicyWorld.told(world.run(at, asked -> asked.onlyPolicy("q"))))
                .containsExactly("web2 q: +20261201T0300Z DONE");
        assertThat(run("2026-12-01T03:00:00Z", Policy.of("r", "db", Keep.daily(1)))).isEmpty();
        assertThat(world.notes).containsExactly("policy r is about no domain that is there");
    }

    @ParameterizedTest
    @CsvSource({
        "web,,web,true",
        "web*,,web7,true",
        "web*,web7,web7,false",
        "we?,,web7,false",
        "[a-w]eb,,web,true",
        "*,,.hidden,true",
        "*,,a b,true"
    })
    void patternsAreAShells(String included, String excluded, String name, boolean covered) {
        var domains =
                new Domains(
                        List.of(included),
                        Optional.ofNullable(excluded).map(List::of).orElse(List.of()));
        assertThat(domains.include(name)).isEqualTo(covered);
    }
}
