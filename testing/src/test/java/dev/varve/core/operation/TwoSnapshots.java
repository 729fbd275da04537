package dev.varve.core.operation;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.doctor.Diagnosis;
import dev.varve.core.plan.doctor.Finding;
import dev.varve.core.plan.step.Step;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// `base <-- s1 <-- s2`, a snapshot on each of the lower two, named after the overlays.
abstract class TwoSnapshots {
    static final Path BASE = Host.image("web-vda.qcow2");
    static final Path MIDDLE = Host.image("web-vda.s1");
    static final Path TOP = Host.image("web-vda.s2");
    static final SnapshotName S1 = new SnapshotName("s1");
    static final SnapshotName S2 = new SnapshotName("s2");

    @TempDir Path directory;
    Host host = new Host(Path.of("/nowhere"));
    DomainRef web = host.domain("web", Host.VDA);

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

    HostState state() {
        return host.hypervisor.observe();
    }

    List<Finding> findings() {
        return findings(state());
    }

    List<Finding> findings(HostState state) {
        return new Diagnosis(state, state.domain(web).orElseThrow()).findings();
    }

    void perform(Step step) {
        host.hypervisor.perform(web, step, Progress.none());
    }
}
