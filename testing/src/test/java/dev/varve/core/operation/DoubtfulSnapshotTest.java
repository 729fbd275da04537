package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.core.plan.doctor.SnapshotFinding;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.image.ImageFormat;
import dev.varve.testing.simulation.Host;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// One of two snapshots doesn't hold what its metadata says, or not any more.
class DoubtfulSnapshotTest extends TwoSnapshots {
    @Test
    void aRevertToWhatIsInDoubtIsRefusedUnlessForced() {
        perform(new MergeStep.Commit(Host.VDA, MIDDLE, BASE));
        perform(new ImageStep.RepointOverlay(TOP, MIDDLE, BASE, ImageFormat.QCOW2));
        assertThat(host.run(web, revert(S1, false)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.message())
                                        .isEqualTo(
                                                "cannot revert web to snapshot s1: it may not hold any more"
                                                        + " what it held: "
                                                        + MIDDLE
                                                        + " may have been committed by hand into "
                                                        + BASE
                                                        + ", which it froze on vda; add --force to go on"
                                                        + " with what is there"));
        var forced = (Plan) host.run(web, revert(S1, true));
        assertThat(forced.remarks())
                .contains(
                        "snapshot s1 may not hold any more what it held: "
                                + MIDDLE
                                + " may have been committed by hand into "
                                + BASE
                                + ", which it froze on vda");
    }

    private Function<HostState, Planned> revert(SnapshotName name, boolean force) {
        var options =
                new RevertToSnapshot.Options(false, false, force, false, false, Optional.empty());
        return new RevertToSnapshot(web, name, options, Instant.EPOCH)::plan;
    }

    /// As libvirt 9.0 leaves it.
    @Test
    void aSnapshotThatNamesWhatAnotherFrozeIsFoundByItsOverlay() {
        host.hypervisor.forgetByHand(web, S1);
        assertThat(findings())
                .containsExactly(
                        new SnapshotFinding.Misnamed(
                                S2, Host.VDA, BASE, new Source.File(MIDDLE, ImageFormat.QCOW2)));
        var held = host.hypervisor.readThrough(MIDDLE);
        host.must(web, revert(S2, false));
        assertThat(host.hypervisor.readThrough(Host.head(host.observed(web), Host.VDA)))
                .isEqualTo(held);
        assertThat(findings()).isEmpty();
    }

    @Test
    void aSnapshotThatNamesWhatAnotherFrozeIsMended() {
        host.hypervisor.forgetByHand(web, S1);
        host.must(web, new MendDomain(web, Optional.empty(), false)::plan);
        assertThat(findings()).isEmpty();
    }

    @Test
    void aSnapshotThatNamesWhatAnotherFrozeIsDeletedWithWhatItFroze() {
        var head = host.hypervisor.readThrough(TOP);
        host.hypervisor.forgetByHand(web, S1);
        host.must(web, host.delete(web, S2.value()));
        assertThat(host.hypervisor.readThrough(Host.head(host.observed(web), Host.VDA)))
                .isEqualTo(head);
    }
}
