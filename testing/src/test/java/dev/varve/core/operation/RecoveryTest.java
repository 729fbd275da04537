package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Cutter;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    private static final Path BASE = Host.image("web-vda.qcow2");

    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = host.domain("web", Host.VDA);

    @BeforeEach
    void build() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        host.write(web, Host.VDA, 0, 1);
    }

    private Path head() {
        return host.observed(web).disk(Host.VDA).orElseThrow().source().image().orElseThrow();
    }

    private Map<Integer, Integer> contents() {
        return host.hypervisor.readThrough(head());
    }

    @Test
    void thereIsNothingToRecover() {
        assertThat(host.recover(web)).isEmpty();
        assertThat(host.operations().unfinished()).isEmpty();
    }

    @Test
    void beforeThePointOfNoReturnItUndoes() {
        host.cutAfter(web, host.create(web, "s1"), "create");
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Undone.class);
        assertThat(host.hypervisor.observe().files()).containsExactly(BASE);
        assertThat(host.recover(web)).isEmpty();
    }

    @Test
    void pastThePointOfNoReturnItCompletes() {
        host.must(web, host.create(web, "s1"));
        host.cutBefore(web, host.delete(web, "s1"), "remove /images");
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.hypervisor.observe().files()).containsExactly(BASE);
    }

    /// The switch of a running QEMU comes before libvirt's record of it.
    @Test
    void aSnapshotThatHappenedIsRegisteredThoughTheHostLostItsPower() {
        host.hypervisor.start(web);
        host.cutAfter(web, host.create(web, "s1"), "switch the disks");
        host.hypervisor.guestWrite(web, Host.VDA, 0, 2);
        host.hypervisor.powerCut();
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(contents()).containsEntry(0, 2);
        assertThat(host.observed(web).snapshot(new SnapshotName("s1"))).isPresent();
        assertThat(host.hypervisor.readThrough(BASE)).containsEntry(0, 1);
    }

    @Test
    void whatAGuestWroteToANewOverlayIsNotUndone() {
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 0, 2);
        host.cutAfter(web, host.revert(web, "s1", false), "define web");
        host.write(web, Host.VDA, 5, 5);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(contents()).containsEntry(0, 1).containsEntry(5, 5);
    }

    @Test
    void whatAGuestWroteToALayerThatWasCommittedIsCommittedToo() {
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 0, 2);
        host.cutBefore(web, host.delete(web, "s1"), "define web");
        host.write(web, Host.VDA, 0, 3);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(contents()).containsEntry(0, 3);
        assertThat(head()).isEqualTo(BASE);
    }

    @Test
    void whatAGuestWroteAfterAPivotIsNotTakenBack() {
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 0, 2);
        host.hypervisor.start(web);
        host.cutAfter(web, host.delete(web, "s1"), "pivot");
        host.hypervisor.guestWrite(web, Host.VDA, 0, 3);
        host.hypervisor.powerCut();
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(contents()).containsEntry(0, 3);
    }

    /// QEMU has led the overlay to the base by itself: that overlay is nobody else's.
    @Test
    void aCommitBelowTheHeadIsEndedWhereQemuWasKilledRightAfterIt() {
        for (var name : List.of("s1", "s2", "s3")) {
            host.must(web, host.create(web, name));
            host.write(web, Host.VDA, 0, 2);
        }
        host.hypervisor.start(web);
        host.cutAfter(web, host.delete(web, "s2"), "finish the block job");
        host.hypervisor.killGuest(web);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.hypervisor.observe().files())
                .containsExactlyInAnyOrder(
                        BASE, Host.image("web-vda.s1"), Host.image("web-vda.s3"));
    }

    @Test
    void aBlockJobThatWentOnIsTakenUp() {
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 0, 2);
        host.hypervisor.start(web);
        host.cutAfter(web, host.delete(web, "s1"), "copy");
        assertThat(host.observed(web).disk(Host.VDA).orElseThrow().busy()).isTrue();
        host.hypervisor.guestWrite(web, Host.VDA, 0, 3);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(contents()).containsEntry(0, 3);
        assertThat(host.observed(web).state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void aRecoveryThatFailsMayBeTriedAgain() {
        // More below than above: else nothing would be copied down.
        host.write(web, Host.VDA, 1, 1);
        host.write(web, Host.VDA, 2, 1);
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 0, 2);
        host.cutBefore(web, host.delete(web, "s1"), "copy");
        host.inject(
                new Faults() {
                    @Override
                    public void before(String change) {
                        if (change.startsWith("copy")) {
                            throw new HypervisorException(
                                    HypervisorException.Kind.FAILED, "no space");
                        }
                    }
                });
        var failure = catchThrowableOfType(OperationException.class, () -> host.recover(web));
        assertThat(failure.kind()).isEqualTo(OperationException.Kind.UNFINISHED);
        host.inject(Faults.none());
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(contents()).containsEntry(0, 2);
    }

    @Test
    void anUndoThatHadBegunGoesOn() {
        host.must(web, host.create(web, "s1"));
        host.cutBefore(web, host.revert(web, "s1", false), "define snapshot s1");
        host.inject(Cutter.at(2, Cutter.How.KEPT));
        assertThat(catchThrowableOfType(Cut.class, () -> host.recover(web))).isNotNull();
        host.inject(Faults.none());
        assertThat(host.operations().unfinished())
                .singleElement()
                .extracting(Unfinished::undoing)
                .isEqualTo(true);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Undone.class);
        assertThat(host.observed(web).snapshots()).hasSize(1);
    }
}
