package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.snapshot.ForeseenSnapshot;
import dev.varve.core.plan.step.Plan;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a plan foresees of a snapshot is what there is once it is taken.
class ForeseenSnapshotTest {
    private static final DomainRef WEB = EveryCutTest.WEB;
    private static final SnapshotName NOW = new SnapshotName("now");

    @TempDir Path directory;

    private void assertForeseen(Host host) {
        var before = host.hypervisor.observe();
        var take = host.create(WEB, "now");
        var foreseen =
                new ForeseenSnapshot(WEB, NOW, List.of()).after(before, (Plan) take.apply(before));
        host.must(WEB, take);
        var after = host.hypervisor.observe();
        assertThat(foreseen.files()).isEqualTo(after.files());
        assertThat(foreseen.layers()).isEqualTo(after.layers());
        assertThat(alike(foreseen)).isEqualTo(alike(after));
        assertThat(alike(snapshot(foreseen))).isEqualTo(alike(snapshot(after)));
    }

    private static Domain domain(HostState state) {
        return state.domain(WEB).orElseThrow();
    }

    private static Snapshot snapshot(HostState state) {
        return domain(state).snapshot(NOW).orElseThrow();
    }

    private static List<Object> alike(HostState state) {
        var domain = domain(state);
        return List.of(
                domain.disks(),
                domain.nextDisks().stream().map(disk -> disk.source()).toList(),
                domain.current(),
                domain.state(),
                domain.stores(),
                domain.snapshots().stream().map(Snapshot::name).toList());
    }

    /// All but the time and the document.
    private static List<Object> alike(Snapshot s) {
        return List.of(
                s.name(),
                s.parent(),
                s.state(),
                s.description(),
                s.memory(),
                s.disks(),
                s.revertDisks(),
                s.domainDisks(),
                s.restorable(),
                s.annotations());
    }

    @Test
    void ofADomainThatIsShutOff() {
        var host = new Host(directory);
        host.domain("web", Host.VDA, Host.VDB);
        host.hypervisor.addStore(WEB, StateStore.Kind.NVRAM, "new");
        EveryCutTest.grow(host, "s1");
        assertForeseen(host);
    }

    @Test
    void ofADomainThatRuns() {
        var host = new Host(directory);
        host.domain("web", Host.VDA, Host.VDB);
        EveryCutTest.grow(host, "s1");
        EveryCutTest.start(host);
        assertForeseen(host);
    }
}
