package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.operation.DomainLocks;
import dev.varve.operation.Change;
import dev.varve.operation.KeepRules;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import dev.varve.policy.Policy;
import dev.varve.policy.Policy.Hooks;
import dev.varve.policy.Policy.Keep;
import dev.varve.policy.PolicyRequest;
import dev.varve.policy.PolicyResult;
import dev.varve.policy.PolicyResult.Status;
import dev.varve.state.PolicyRun;
import dev.varve.state.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Policies, on a real libvirt and real images.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoliciesTest {
    private static final Instant TWO = Instant.parse("2020-12-01T02:00:00Z");

    @AutoClose private final LibraryHost host = LibraryHost.open();
    @TempDir Path directory;
    private final List<String> notes = new ArrayList<>();

    private List<PolicyResult> run(Instant at, Policy... policies) {
        return host.varve().policies().run(PolicyRequest.of(List.of(policies), at), this::note);
    }

    private void note(Progress progress) {
        if (progress instanceof Progress.Note(var text)) {
            notes.add(text);
        }
    }

    private static List<String> names(Domain domain) {
        return domain.snapshots().stream().map(Snapshot::name).toList();
    }

    private static Policy hourly(Domain domain) {
        return Policy.of("p", domain.name(), Keep.hourly(2));
    }

    private Optional<PolicyRun> kept(Domain domain) {
        return host.varve().policies().runs().stream()
                .filter(run -> run.uuid().equals(domain.uuid()))
                .findFirst();
    }

    @Test
    void snapshotsAreTakenAndPrunedByTheClock() {
        var web = host.define("web");
        for (int hour = 0; hour < 4; hour++) {
            host.write(web, hour + 1);
            var at = TWO.plus(Duration.ofHours(hour));
            assertThat(run(at, hourly(web)))
                    .extracting(PolicyResult::status)
                    .containsExactly(Status.DONE);
            assertThat(run(at.plusSeconds(900), hourly(web)))
                    .extracting(PolicyResult::status)
                    .containsExactly(Status.NOT_DUE);
        }
        assertThat(names(web)).containsExactly("auto-p-20201201T0400Z", "auto-p-20201201T0500Z");
        assertThat(web.snapshot("auto-p-20201201T0500Z").notes().policy()).contains("p");
        for (int value = 1; value <= 4; value++) {
            assertThat(host.holds(web, value)).isTrue();
        }
        var last = TWO.plus(Duration.ofHours(3)).plusSeconds(900);
        assertThat(kept(web))
                .contains(
                        new PolicyRun(
                                "p",
                                web.name(),
                                web.uuid(),
                                last,
                                Optional.of(last),
                                Optional.empty()));

        LibraryHost.perform(web, Change.create("mine"));
        var rules = KeepRules.in(ZoneOffset.UTC).last(1);
        var pruned = LibraryHost.perform(web, Change.prune(rules).ofPolicy("p"));
        assertThat(pruned.lost()).containsExactly("snapshot auto-p-20201201T0400Z");
        assertThat(names(web)).containsExactly("auto-p-20201201T0500Z", "mine");
    }

    @Test
    void aFailureIsKeptUntilTheNextSuccess() {
        var web = host.define("fail");
        var head = LibraryHost.head(web);
        LibraryHost.run("mv", head.toString(), head + ".away");
        var failed = run(TWO, hourly(web)).getFirst();
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(kept(web).flatMap(PolicyRun::failure)).contains(failed.message());
        assertThat(kept(web).flatMap(PolicyRun::lastSuccess)).isEmpty();
        LibraryHost.run("mv", head + ".away", head.toString());
        assertThat(run(TWO.plusSeconds(900), hourly(web)).getFirst().status())
                .isEqualTo(Status.DONE);
        assertThat(kept(web).flatMap(PolicyRun::failure)).isEmpty();
        assertThat(kept(web).flatMap(PolicyRun::lastSuccess)).contains(TWO.plusSeconds(900));
    }

    @Test
    void theLastRunsOfWhatIsGoneAreDropped() {
        var web = host.define("gone");
        run(TWO, hourly(web));
        assertThat(kept(web)).isPresent();
        host.undefine(web);
        run(TWO, Policy.of("p", "none", Keep.hourly(2)));
        assertThat(kept(web)).isEmpty();

        var other = host.define("other");
        run(TWO, hourly(other));
        run(TWO, Policy.of("q", "none", Keep.hourly(2)));
        assertThat(kept(other)).isEmpty();
    }

    @Test
    void lastRunsThatCantBeReadStopNothing() throws IOException {
        var web = host.define("damaged");
        var file = host.journals().resolveSibling("policies.json");
        for (var text :
                List.of("", "{", "[]", "{\"version\":1,\"runs\":[{}]}", "{\"version\":9}")) {
            run(TWO, hourly(web));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            Files.writeString(file, text);
            notes.clear();
            assertThat(host.varve().policies().runs()).isEmpty();
            run(TWO, hourly(web));
            assertThat(notes)
                    .singleElement()
                    .asString()
                    .contains(file.toString())
                    .endsWith("begun anew");
            assertThat(kept(web)).isPresent();
        }
    }

    @Test
    void thereIsOneRunAtATime() {
        var web = host.define("busy");
        var locks = new DomainLocks(host.journals().resolveSibling("locks"));
        var held = (DomainLocks.Attempt.Held) locks.attemptPolicies();
        try (var _ = held.lock()) {
            var busy = catchThrowableOfType(VarveException.class, () -> run(TWO, hourly(web)));
            assertThat(busy.kind()).isEqualTo(VarveException.Kind.BUSY);
            assertThat(busy)
                    .hasMessageStartingWith(
                            "cannot run the policies: they are being run by process");
            var dry = PolicyRequest.of(List.of(hourly(web)), TWO).dry();
            assertThat(host.varve().policies().run(dry, ProgressListener.silent())).hasSize(1);
        }
        assertThat(names(web)).isEmpty();
        assertThat(run(TWO, hourly(web)).getFirst().status()).isEqualTo(Status.DONE);
    }

    @Test
    void hooksAreRunWithTheNamesAndEndInTime() throws IOException {
        var web = host.define("hooked");
        var seen = directory.resolve("seen");
        var tell =
                hook(
                        "tell",
                        "echo $VARVE_RESULT $VARVE_DOMAIN $VARVE_POLICY $VARVE_SNAPSHOT ${HOME-none} >>"
                                + seen);
        assertThat(run(TWO, hooked(web, tell, tell)).getFirst().message()).isEmpty();
        var told = " " + web.name() + " p auto-p-20201201T0200Z none";
        assertThat(Files.readAllLines(seen)).containsExactly("due" + told, "done" + told);

        var three = TWO.plus(Duration.ofHours(1));
        var failing = hook("failing", "echo begun; echo 'no  agent' >&2; exit 3");
        assertThat(run(three, hooked(web, failing, tell)).getFirst().message())
                .isEqualTo("before " + failing + " ended with 3: no  agent; no snapshot was taken");
        var hanging = hook("hanging", "sleep 1000");
        assertThat(run(three, hooked(web, hanging, tell)).getFirst().message())
                .isEqualTo(
                        "before "
                                + hanging
                                + " took longer than 1 s and was ended; no snapshot was taken");
        assertThat(Files.readAllLines(seen)).hasSize(2);
        assertThat(names(web)).hasSize(1);

        assertThat(run(three, hooked(web, tell, failing)).getFirst())
                .matches(result -> result.status() == Status.FAILED && result.taken().isPresent());
    }

    private Path hook(String name, String line) throws IOException {
        var file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private static Policy hooked(Domain domain, Path before, Path after) {
        var hooks = new Hooks(Optional.of(before), Optional.of(after), Duration.ofSeconds(1));
        var plain = hourly(domain);
        return new Policy(
                plain.name(),
                plain.domains(),
                plain.keep(),
                plain.quiesce(),
                false,
                false,
                Optional.empty(),
                hooks);
    }

    @Test
    void aDomainThatIsNotThereIsNotRunFor() {
        var asked = PolicyRequest.of(List.of(Policy.of("p", "*", Keep.daily(1))), TWO);
        assertThat(
                        host.varve()
                                .policies()
                                .run(
                                        asked.onlyDomain(UUID.randomUUID()),
                                        ProgressListener.silent()))
                .isEmpty();
    }
}
