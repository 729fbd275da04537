package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.xml.SnapshotXml;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What libvirt leaves that dies in a delete, on real libvirt and QEMU.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class HalfDoneTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final DiskTarget VDB = new DiskTarget("vdb");
    private static final SnapshotName S1 = new SnapshotName("s1");

    @AutoClose private final EmbeddedHost host;
    private final DomainRef web;

    HalfDoneTest(EmbeddedLibvirt libvirt) {
        host = libvirt.host();
        web = host.domain("web", List.of(VDA, VDB));
    }

    @BeforeEach
    void takeSnapshot() {
        withDomain(domain ->
                domain.createSnapshot(
                                "<domainsnapshot><name>s1</name></domainsnapshot>",
                                VirDomainSnapshotCreateFlags.DISK_ONLY)
                        .close());
    }

    private interface Work {
        void on(LibvirtDomain domain);
    }

    private void withDomain(Work work) {
        try (var domain = host.connection().domain("web")) {
            work.on(domain);
        }
    }

    /// libvirt takes the mark with REDEFINE, too.
    private void mark() {
        withDomain(domain -> {
            try (var snapshot = domain.snapshot("s1")) {
                var xml = snapshot.xml(0);
                var marked =
                        xml.replaceAll(
                                "(<disk name=[^>]*type='file'>)", "$1<snapshotDeleteInProgress/>");
                domain.createSnapshot(marked, VirDomainSnapshotCreateFlags.REDEFINE).close();
            }
        });
    }

    private HalfDone begun() {
        return host.hypervisor().observe().halfDone(web);
    }

    private void perform(Step step) {
        host.hypervisor().perform(web, step, Progress.none());
    }

    @Test
    void marksAreReadAndCleared() {
        assertThat(begun()).isEqualTo(HalfDone.nothing());
        mark();
        assertThat(begun().deletes()).isEqualTo(Map.of(S1, Set.of(VDA, VDB)));
        assertThat(begun().neverRan()).isFalse();
        var before = document().replace("<snapshotDeleteInProgress/>", "").replaceAll("\\s+", "");
        for (int i = 0; i < 2; i++) {
            perform(new SnapshotStep.ClearDeleteMarks(S1, List.of(VDA)));
            assertThat(begun().deletes()).isEqualTo(Map.of(S1, Set.of(VDB)));
        }
        perform(new SnapshotStep.ClearDeleteMarks(S1, List.of(VDA, VDB)));
        assertThat(begun()).isEqualTo(HalfDone.nothing());
        assertThat(document().replaceAll("\\s+", "")).isEqualTo(before);
        perform(new SnapshotStep.ClearDeleteMarks(new SnapshotName("gone"), List.of(VDA)));
    }

    private String document() {
        return SnapshotXml.parse(
                        host.hypervisor()
                                .observe()
                                .domain(web)
                                .orElseThrow()
                                .snapshot(S1)
                                .orElseThrow()
                                .document())
                .toString();
    }

    @Test
    void aGuestThatHasNeverRunIsToldFromOneThatIsPaused() {
        mark();
        perform(new DomainStep.StartDomain(true, false));
        assertThat(begun().neverRan()).isTrue();
        assertThat(begun().working()).isFalse();
        withDomain(LibvirtDomain::resume);
        withDomain(LibvirtDomain::suspend);
        assertThat(begun().neverRan()).isFalse();
        assertThatThrownBy(() -> perform(new DomainStep.StopUnstarted()))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("has run");
        assertThat(state()).isEqualTo(RunState.PAUSED);

        perform(new DomainStep.StopDomain());
        perform(new DomainStep.StartDomain(true, false));
        perform(new DomainStep.StopUnstarted());
        assertThat(state()).isEqualTo(RunState.SHUTOFF);
        perform(new DomainStep.StopUnstarted());
    }

    private RunState state() {
        return host.hypervisor().observe().domain(web).orElseThrow().state();
    }
}
