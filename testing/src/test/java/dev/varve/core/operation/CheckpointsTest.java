package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A domain whose changes a backup program has tracked.
class CheckpointsTest {
    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = host.domain("web", Host.VDA);

    @BeforeEach
    void build() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        host.must(web, host.create(web, "s1"));
        host.must(web, host.create(web, "s2"));
        host.hypervisor.addCheckpoint(web, "c1");
    }

    private String refused(Function<HostState, Planned> planner) {
        var before = host.hypervisor.observe();
        var planned = host.run(web, planner);
        assertThat(planned).isInstanceOf(Refusal.class);
        assertThat(host.hypervisor.observe()).isEqualTo(before);
        return ((Refusal) planned).message();
    }

    @Test
    void whatLibvirtWontDoOfAShutOffDomainIsRefused() {
        assertThat(refused(host.create(web, "s3")))
                .contains("c1", "start the domain", "virsh checkpoint-delete web c1 --metadata");
        assertThat(refused(host.revert(web, "s1", false))).contains("c1");
        assertThat(refused(host.delete(web, "s1"))).contains("c1");
        assertThat(refused(forgetting("s1"))).contains("c1");
    }

    /// libvirt removes metadata whatever there is; it is the children that would have to be redefined.
    @Test
    void metadataWithoutChildrenGoes() {
        assertThat(host.run(web, forgetting("s2"))).isInstanceOf(Plan.class);
    }

    private Function<HostState, Planned> forgetting(String name) {
        var snapshots = List.of(new SnapshotName(name));
        return new DeleteSnapshot(web, snapshots, DeleteSnapshot.Scope.ONE, true)::plan;
    }

    @Test
    void aRevertOfARunningGuestSaysThatTheyAreVoid() {
        host.hypervisor.start(web);
        var planned = host.run(web, host.revert(web, "s1", false));
        assertThat(((Plan) planned).remarks())
                .anyMatch(remark ->
                        remark.startsWith(
                                "the checkpoints of web (c1) don't describe its disks any more: "));
    }

    @Test
    void aSnapshotOfARunningGuestKeepsThem() {
        host.hypervisor.start(web);
        assertThat(((Plan) host.run(web, host.create(web, "s3"))).remarks()).isEmpty();
    }
}
