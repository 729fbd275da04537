package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names of new images have the second in them, in which more than one thing can happen.
class SameSecondTest {
    private static final Path BASE = Host.image("web-vda.qcow2");

    private static final Instant SECOND = Instant.ofEpochSecond(1_700_001_000);

    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = host.domain("web", Host.VDA);

    @BeforeEach
    void build() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        host.must(web, host.create(web, "s1"));
    }

    private static List<Path> overlays(Plan plan) {
        return plan.steps().stream()
                .filter(ImageStep.CreateOverlay.class::isInstance)
                .map(step -> ((ImageStep.CreateOverlay) step).overlay())
                .toList();
    }

    private static Plan reverting(DomainRef domain, String name, HostState state) {
        var options =
                new RevertToSnapshot.Options(false, false, true, false, false, Optional.empty());
        var to = new SnapshotName(name);
        return (Plan) new RevertToSnapshot(domain, to, options, SECOND).plan(state);
    }

    /// Both are planned before either is performed; each domain has a lock of its own.
    @Test
    void twoDomainsOnOneLayerGiveTheirOverlaysTwoNames() {
        var twin = host.hypervisor.addDomain("twin", Map.of(Host.VDA, BASE));
        host.must(twin, host.create(twin, "t1"));
        var state = host.hypervisor.observe();
        var one = overlays(reverting(web, "s1", state));
        var other = overlays(reverting(twin, "t1", state));
        assertThat(one).hasSize(1).doesNotContainAnyElementsOf(other);
        assertThat(other).hasSize(1);
    }

    @Test
    void oneDomainTakesTheNextName() {
        var first = overlays(reverting(web, "s1", host.hypervisor.observe()));
        host.hypervisor.addOverlay(first.getFirst(), BASE);
        var second = overlays(reverting(web, "s1", host.hypervisor.observe()));
        assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
    }
}
