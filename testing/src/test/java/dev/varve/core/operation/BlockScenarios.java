package dev.varve.core.operation;

import static dev.varve.core.operation.EveryCutTest.WEB;

import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.EveryCutTest.Scenario;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.testing.simulation.Host;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Layers that no snapshot needs are committed and pulled by their names, and all are moved.
final class BlockScenarios {
    private BlockScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                new Scenario(
                        "block commit, shut off",
                        h -> unnamed(h),
                        host -> host.commit(WEB, Optional.empty())),
                new Scenario(
                        "block commit, running",
                        h -> {
                            unnamed(h);
                            EveryCutTest.start(h);
                        },
                        host -> host.commit(WEB, Optional.empty())),
                new Scenario(
                        "relocate",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2");
                            h.must(WEB, h.revert(WEB, "s1", false));
                            h.must(WEB, h.clone(WEB, "s2", false, "web2"));
                        },
                        host -> host.relocate(WEB)),
                new Scenario(
                        "relocate what had to stay",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2");
                            h.must(WEB, h.clone(WEB, "s1", false, "web2"));
                            h.must(WEB, h.relocate(WEB));
                            h.must(Host.clone("web2"), h.flatten(Host.clone("web2")));
                        },
                        host -> host.relocate(WEB)),
                new Scenario(
                        "relocate, running",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2");
                            h.must(WEB, h.revert(WEB, "s1", false));
                            h.must(WEB, h.clone(WEB, "s2", false, "web2"));
                            EveryCutTest.start(h);
                        },
                        host -> host.relocate(WEB)),
                copy("block copy, pivoted", false, MirrorEnd.PIVOTED),
                copy("shallow block copy, pivoted", true, MirrorEnd.PIVOTED),
                copy("block copy, completed", false, MirrorEnd.COPIED),
                copy("block copy, left in step", true, MirrorEnd.READY),
                new Scenario(
                        "block pull, shut off",
                        h -> EveryCutTest.grow(h, "s1", "s2"),
                        host -> host.pull(WEB, Optional.empty())),
                new Scenario(
                        "block pull, running",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2");
                            EveryCutTest.start(h);
                        },
                        host -> host.pull(WEB, Optional.of(Host.image("web-vda.qcow2")))));
    }

    private static Scenario copy(String name, boolean shallow, MirrorEnd end) {
        return new Scenario(
                name,
                h -> {
                    EveryCutTest.grow(h, "s1", "s2");
                    EveryCutTest.start(h);
                },
                host -> host.copy(WEB, shallow, end));
    }

    /// Layers whose snapshots were forgotten with their metadata alone.
    private static void unnamed(Host host) {
        EveryCutTest.grow(host, "s1", "s2");
        for (var name : List.of("s2", "s1")) {
            var forget =
                    new DeleteSnapshot(
                            WEB, List.of(new SnapshotName(name)), DeleteSnapshot.Scope.ONE, true);
            host.must(WEB, forget::plan);
        }
    }
}
