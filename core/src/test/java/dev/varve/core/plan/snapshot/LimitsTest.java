package dev.varve.core.plan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Limits;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.doctor.Diagnosis;
import dev.varve.core.plan.doctor.ImageFinding;
import dev.varve.core.plan.layers.Forests;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.TakeOptions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a hypervisor of its version can't do is not planned. [Forests] explains the notation.
class LimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T05:21:19Z");

    private static HostState host(String forest, int layers) {
        return Forests.shutOff(forest).with(new Limits("libvirt 11.3.0", layers, true, true));
    }

    private static Planned create(HostState state) {
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName("s9")),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "");
        var options = new TakeOptions(true, false, false, false, false, false, true, false);
        return new CreateSnapshot(Forests.WEB, request, options, Annotations.none(), NOW)
                .plan(state);
    }

    private static Planned revert(HostState state, String snapshot) {
        var options =
                new RevertToSnapshot.Options(false, false, false, false, false, Optional.empty());
        return new RevertToSnapshot(Forests.WEB, new SnapshotName(snapshot), options, NOW)
                .plan(state);
    }

    @Test
    void aSnapshotDoesNotMakeTheDomainUnstartable() {
        assertThat(create(host("base:s1 <-- a:s2 <-- b:head", 4))).isInstanceOf(Plan.class);
        assertThat(create(host("base:s1 <-- a:s2 <-- b:head", 3)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.message())
                                        .isEqualTo(
                                                "cannot create snapshot s9 of web: disk vda would have 4"
                                                        + " layers, and libvirt 11.3.0 can't start a"
                                                        + " domain with more than 3; delete or \"varve"
                                                        + " prune\" snapshots first"));
    }

    @Test
    void neitherDoesARevert() {
        var forest = "base:s1 <-- a:s2 <-- b:s3 | b <-- c:head";
        assertThat(revert(host(forest, 3), "s2")).isInstanceOf(Plan.class);
        assertThat(revert(host(forest, 3), "s3")).isInstanceOf(ImageRefusal.ChainTooLong.class);
    }

    private static List<String> deleted(HostState state, String snapshot) {
        var names = List.of(new SnapshotName(snapshot));
        var planned =
                new DeleteSnapshot(Forests.WEB, names, DeleteSnapshot.Scope.ONE, false).plan(state);
        return ((Plan) planned).remarks();
    }

    @Test
    void aDeleteTellsWhereItLeavesWhatTheHypervisorDiesOf() {
        var forest = "base:s1 <-- a:s2 <-- b:s3 <-- d:x | base <-- c:head";
        assertThat(deleted(host(forest, 25), "s1"))
                .containsExactly(
                        "no snapshot is the current one then, and libvirt 11.3.0 dies of \"virsh"
                                + " snapshot-delete web s2\" until one is; Varve's own delete is safe");
        assertThat(deleted(host(forest, 25), "s2")).isEmpty();
        assertThat(deleted(Forests.shutOff(forest), "s1")).isEmpty();
        assertThat(deleted(host("base:s1 <-- a:s2 <-- d:x | base <-- c:head", 25), "s1")).isEmpty();
    }

    @Test
    void doctorTellsOfADomainThatDoesNotStart() {
        var forest =
                "a1:s1 <-- a2 <-- a3 <-- a4 <-- a5 <-- a6 <-- a7 <-- a8 <-- a9 <-- b1 <-- b2 <-- b3 <--"
                        + " b4 <-- b5 <-- b6 <-- b7 <-- b8 <-- b9 <-- c1 <-- c2 <-- c3 <-- c4 <-- c5"
                        + " <-- c6 <-- c7 <-- c8:head";
        assertThat(message(host(forest, 25)))
                .contains("libvirt 11.3.0 can't start a domain with more than 25");
        assertThat(message(host(forest, 200))).contains("every one makes reads slower");
    }

    private static String message(HostState state) {
        return new Diagnosis(state, state.domain(Forests.WEB).orElseThrow())
                .findings().stream()
                        .filter(ImageFinding.LongChain.class::isInstance)
                        .findFirst()
                        .orElseThrow()
                        .message();
    }
}
