package dev.varve.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.session.ExitCode;
import dev.varve.operation.UnfinishedOperation;
import dev.varve.state.Finding;
import dev.varve.state.PolicyRun;
import dev.varve.state.RunState;
import dev.varve.state.Snapshot;
import dev.varve.status.DomainStatus;
import dev.varve.status.SnapshotStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckTest {
    private static final Check ANY = new Check(Optional.empty(), Optional.empty());
    private static final Instant TAKEN = Instant.parse("2026-03-01T10:00:00Z");

    private static SnapshotStatus snapshot(String name) {
        return new SnapshotStatus(
                new Snapshot(
                        name,
                        Optional.empty(),
                        TAKEN,
                        "running",
                        Snapshot.Location.EXTERNAL,
                        "",
                        true,
                        List.of(),
                        new Snapshot.Notes(
                                Optional.empty(),
                                new TreeSet<>(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())),
                false,
                Optional.empty());
    }

    private static DomainStatus domain(Optional<UnfinishedOperation> operation, String... kinds) {
        var findings = Arrays.stream(kinds).map(CheckTest::finding).toList();
        return new DomainStatus(
                "web",
                new UUID(0, 1),
                RunState.RUNNING,
                List.of(snapshot("one")),
                new TreeMap<>(Map.of("vda", 2)),
                1000,
                operation,
                findings,
                List.of());
    }

    private static Finding finding(String kind) {
        return new Finding(kind, "something", "do something", false);
    }

    private static UnfinishedOperation operation(boolean atWork) {
        return new UnfinishedOperation(
                new UUID(0, 1),
                "delete snapshot one of web",
                List.of("web"),
                List.of(new UUID(0, 1)),
                true,
                TAKEN,
                atWork,
                false,
                Optional.empty());
    }

    @Test
    void allIsWell() {
        var verdict = ANY.of(List.of(domain(Optional.empty())));

        assertThat(verdict)
                .isEqualTo(
                        new Check.Verdict(
                                "VARVE OK - 1 domain, 1 snapshot | domains=1 snapshots=1 depth=2 problems=0",
                                ExitCode.DONE));
    }

    @Test
    void whatIsAtWorkIsNoProblem() {
        assertThat(ANY.of(List.of(domain(Optional.of(operation(true))))).exit())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void anOperationThatWasCutIsCritical() {
        var verdict = ANY.of(List.of(domain(Optional.of(operation(false)), "dirty")));

        assertThat(verdict.exit()).isEqualTo(ExitCode.CHECK_CRITICAL);
        assertThat(verdict.line())
                .startsWith(
                        "VARVE CRITICAL - web: unfinished: varve recover web; dirty: varve doctor web |")
                .endsWith(" problems=1");
    }

    @Test
    void aLostStateIsCriticalAndOtherFindingsWarn() {
        assertThat(ANY.of(List.of(domain(Optional.empty(), "overwritten"))).exit())
                .isEqualTo(ExitCode.CHECK_CRITICAL);
        var verdict = ANY.of(List.of(domain(Optional.empty(), "orphan", "orphan")));
        assertThat(verdict.exit()).isEqualTo(ExitCode.CHECK_WARNING);
        assertThat(verdict.line()).contains("web: 2 orphan: varve doctor web");
    }

    @Test
    void limitsWarnOnceTheyAreExceeded() {
        var web = List.of(domain(Optional.empty()));
        assertThat(new Check(Optional.of(2), Optional.of(TAKEN)).of(web).exit())
                .isEqualTo(ExitCode.DONE);
        assertThat(new Check(Optional.of(1), Optional.empty()).of(web).line())
                .startsWith("VARVE WARNING - web: depth 2 > 1 |");
        assertThat(new Check(Optional.empty(), Optional.of(TAKEN.plusSeconds(1))).of(web).line())
                .startsWith("VARVE WARNING - web: oldest snapshot of 2026-03-01");
    }

    @Test
    void whatIsBehindTheBarStaysFigures() {
        var odd =
                new DomainStatus(
                        "a|b\nc",
                        new UUID(0, 2),
                        RunState.SHUTOFF,
                        List.of(),
                        new TreeMap<>(),
                        0,
                        Optional.empty(),
                        List.of(finding("dirty")),
                        List.of());

        assertThat(ANY.of(List.of(odd)).line()).hasLineCount(1).containsOnlyOnce("|");
    }

    @Test
    void aPolicyThatFailedWarns() {
        var run =
                new PolicyRun(
                        "nightly",
                        "web",
                        new UUID(0, 1),
                        TAKEN,
                        Optional.empty(),
                        Optional.of("no room"));
        var web =
                new DomainStatus(
                        "web",
                        new UUID(0, 1),
                        RunState.RUNNING,
                        List.of(),
                        new TreeMap<>(),
                        0,
                        Optional.empty(),
                        List.of(),
                        List.of(run));

        assertThat(ANY.of(List.of(web)).line())
                .startsWith("VARVE WARNING - web: policy nightly: no room |");
    }
}
