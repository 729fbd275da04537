package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.Refusal;
import dev.varve.core.plan.RevertToSnapshot;
import dev.varve.core.plan.Step;
import dev.varve.core.plan.doctor.Diagnosis;
import dev.varve.core.plan.doctor.Finding;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `base <-- s1 <-- s2`, a snapshot on each of the lower two, named after the overlays, of which one doesn't hold what
/// its metadata says, or not any more.
class DoubtfulSnapshotTest {
    private static final Path BASE = Host.image("web-vda.qcow2");
    private static final Path MIDDLE = Host.image("web-vda.s1");
    private static final Path TOP = Host.image("web-vda.s2");
    private static final SnapshotName S1 = new SnapshotName("s1");
    private static final SnapshotName S2 = new SnapshotName("s2");

    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = host.domain("web", Host.VDA);

    @BeforeEach
    void build() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        host.write(web, Host.VDA, 0, 1);
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 1, 2);
        host.must(web, host.create(web, "s2"));
        host.write(web, Host.VDA, 2, 3);
    }

    private List<Finding> findings() {
        var state = host.hypervisor.observe();
        return new Diagnosis(state, state.domain(web).orElseThrow()).findings();
    }

    private void perform(Step step) {
        host.hypervisor.perform(web, step, Progress.none());
    }

    @Test
    void aRevertToWhatIsInDoubtIsRefusedUnlessForced() {
        perform(new Step.Commit(Host.VDA, MIDDLE, BASE));
        perform(new Step.RepointOverlay(TOP, MIDDLE, BASE, ImageFormat.QCOW2));
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
                        new Finding.Misnamed(
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
