package dev.varve.core.operation;

import static dev.varve.core.operation.EveryCutTest.WEB;

import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.operation.EveryCutTest.Scenario;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.testing.simulation.Host;
import java.util.Optional;
import java.util.stream.Stream;

/// Snapshots are created, reverted to, deleted and mended.
final class SnapshotScenarios {
    private SnapshotScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(creations(), reversions(), internals(), mendings(), deletions())
                .flatMap(s -> s);
    }

    private static Stream<Scenario> internals() {
        return Stream.of(
                new Scenario(
                        "create internal, shut off",
                        h -> EveryCutTest.grow(h, "s1"),
                        host -> host.createInternal(WEB, "i1")),
                new Scenario(
                        "create internal, running",
                        h -> EveryCutTest.start(h),
                        host -> host.createInternal(WEB, "i1")),
                new Scenario(
                        "revert to internal, shut off",
                        h -> growInternal(h, "i1"),
                        host -> host.revert(WEB, "i1", true)),
                new Scenario(
                        "revert to internal memory",
                        h -> {
                            EveryCutTest.start(h);
                            h.must(WEB, h.createInternal(WEB, "i1"));
                            h.write(WEB, Host.VDA, 0, 77);
                        },
                        host -> host.revert(WEB, "i1", false)),
                new Scenario(
                        "revert to internal and discard",
                        h -> {
                            growInternal(h, "i1");
                            h.must(WEB, h.createInternal(WEB, "i2"));
                        },
                        host -> host.revert(WEB, "i1", false, true)),
                new Scenario(
                        "revert to internal below external",
                        h -> {
                            EveryCutTest.start(h);
                            growInternal(h, "i1");
                            EveryCutTest.grow(h, "s1");
                        },
                        host -> host.revert(WEB, "i1", false)),
                new Scenario(
                        "revert to internal in an image that was left",
                        h -> {
                            EveryCutTest.grow(h, "s1");
                            growInternal(h, "i1");
                            h.must(WEB, h.revert(WEB, "s1", false, true));
                            h.write(WEB, Host.VDA, 4, 4);
                        },
                        host -> host.revert(WEB, "i1", true)),
                new Scenario(
                        "delete internal, shut off",
                        h -> growInternal(h, "i1"),
                        host -> host.delete(WEB, "i1")),
                new Scenario(
                        "delete internal, running",
                        h -> {
                            growInternal(h, "i1");
                            EveryCutTest.start(h);
                        },
                        host -> host.delete(WEB, "i1")),
                new Scenario(
                        "delete external above internal",
                        h -> {
                            growInternal(h, "i1");
                            EveryCutTest.grow(h, "s1", "s2");
                            EveryCutTest.start(h);
                        },
                        host -> host.delete(WEB, "s1")),
                new Scenario(
                        "delete internal and external",
                        h -> {
                            growInternal(h, "i1");
                            EveryCutTest.grow(h, "s1", "s2");
                        },
                        host -> host.delete(WEB, "i1", "s1")),
                new Scenario(
                        "delete internal in an image that was left",
                        h -> {
                            EveryCutTest.grow(h, "s1");
                            growInternal(h, "i1");
                            h.must(WEB, h.revert(WEB, "s1", true, true));
                        },
                        host -> host.delete(WEB, "i1")));
    }

    private static void growInternal(Host host, String name) {
        host.must(WEB, host.createInternal(WEB, name));
        host.write(WEB, Host.VDA, 0, 91);
        host.write(WEB, Host.VDB, 5, 92);
    }

    private static Stream<Scenario> creations() {
        return Stream.of(
                new Scenario("create, shut off", _ -> {}, host -> host.create(WEB, "s1")),
                new Scenario(
                        "create, running",
                        h -> EveryCutTest.start(h),
                        host -> host.create(WEB, "s1")),
                new Scenario(
                        "create with memory",
                        h -> EveryCutTest.start(h),
                        host -> host.createWithMemory(WEB, "s1")),
                new Scenario(
                        "create and halt",
                        h -> EveryCutTest.start(h),
                        host -> host.create(WEB, "s1", Optional.empty(), Host.options(true, true))),
                new Scenario(
                        "create the second",
                        h -> EveryCutTest.grow(h, "s1"),
                        host -> host.create(WEB, "s2")));
    }

    private static Stream<Scenario> reversions() {
        return Stream.of(
                new Scenario(
                        "revert, shut off",
                        h -> EveryCutTest.grow(h, "s1", "s2"),
                        host -> host.revert(WEB, "s1", false)),
                new Scenario(
                        "revert, running",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2");
                            EveryCutTest.start(h);
                        },
                        host -> host.revert(WEB, "s1", true)),
                new Scenario(
                        "revert to the current one",
                        h -> {
                            EveryCutTest.grow(h, "s1");
                            EveryCutTest.start(h);
                        },
                        host -> host.revert(WEB, "s1", false)),
                new Scenario(
                        "revert to memory",
                        h -> {
                            EveryCutTest.start(h);
                            h.must(WEB, h.createWithMemory(WEB, "s1"));
                            h.write(WEB, Host.VDA, 1, 9);
                        },
                        host -> host.revert(WEB, "s1", false)),
                new Scenario(
                        "revert with a managed save image",
                        h -> {
                            EveryCutTest.grow(h, "s1");
                            EveryCutTest.start(h);
                            h.hypervisor.managedSave(WEB);
                        },
                        host -> host.revert(WEB, "s1", false)),
                new Scenario(
                        "revert and discard",
                        h -> EveryCutTest.grow(h, "s1", "s2"),
                        host -> host.revert(WEB, "s1", true, true)));
    }

    private static Stream<Scenario> mendings() {
        return Stream.of(
                new Scenario(
                        "mend a delete that libvirt left",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2", "s3");
                            h.cutDelete(WEB, "s1");
                        },
                        host -> host.mend(WEB)),
                new Scenario(
                        "mend a delete that libvirt left in a QEMU",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2");
                            h.hypervisor.perform(
                                    WEB, new DomainStep.StartDomain(true, false), Progress.none());
                            h.cutDelete(WEB, "s1");
                        },
                        host -> host.mend(WEB)));
    }

    private static Stream<Scenario> deletions() {
        return Stream.concat(deletionsOfOne(), deletionsOfSeveral());
    }

    private static Stream<Scenario> deletionsOfSeveral() {
        return Stream.of(
                new Scenario(
                        "delete while the guest is paused for it",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2");
                            EveryCutTest.start(h);
                            h.hypervisor.merge(new MergeOptions(0, Optional.empty(), true));
                        },
                        host -> host.delete(WEB, "s2")),
                new Scenario(
                        "delete below an overlay that holds more",
                        h -> {
                            EveryCutTest.grow(h, "s1");
                            for (int cluster = 0; cluster < 5; cluster++) {
                                h.write(WEB, Host.VDA, cluster, 40 + cluster);
                            }
                        },
                        host -> host.delete(WEB, "s1")),
                new Scenario(
                        "delete a run, shut off",
                        h -> EveryCutTest.grow(h, "s1", "s2", "s3", "s4"),
                        host -> host.delete(WEB, "s2", "s4", "s3")),
                new Scenario(
                        "delete a run, running",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2", "s3");
                            EveryCutTest.start(h);
                        },
                        host -> host.delete(WEB, "s1", "s2", "s3")),
                new Scenario(
                        "delete with all descendants",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2", "s3");
                            h.must(WEB, h.revert(WEB, "s1", true));
                            h.write(WEB, Host.VDA, 4, 4);
                        },
                        host -> host.delete(WEB, DeleteSnapshot.Scope.CHILDREN, "s2")),
                new Scenario(
                        "delete all descendants only",
                        h -> {
                            EveryCutTest.grow(h, "s1", "s2", "s3");
                            EveryCutTest.start(h);
                        },
                        host -> host.delete(WEB, DeleteSnapshot.Scope.CHILDREN_ONLY, "s1")));
    }

    private static Stream<Scenario> deletionsOfOne() {
        return Stream.of("s1", "s2", "s3")
                .flatMap(name ->
                        Stream.of(
                                new Scenario(
                                        "delete " + name + ", shut off",
                                        h -> EveryCutTest.grow(h, "s1", "s2", "s3"),
                                        host -> host.delete(WEB, name)),
                                new Scenario(
                                        "delete " + name + ", running",
                                        h -> {
                                            EveryCutTest.grow(h, "s1", "s2", "s3");
                                            EveryCutTest.start(h);
                                        },
                                        host -> host.delete(WEB, name)),
                                new Scenario(
                                        "delete " + name + ", which was taken while it ran",
                                        h -> {
                                            EveryCutTest.start(h);
                                            EveryCutTest.grow(h, "s1", "s2", "s3");
                                            h.hypervisor.stop(WEB);
                                        },
                                        host -> host.delete(WEB, name)),
                                new Scenario(
                                        "delete " + name + " beside a branch",
                                        h -> {
                                            EveryCutTest.grow(h, "s1", "s2", "s3");
                                            h.must(WEB, h.revert(WEB, "s2", true));
                                            h.write(WEB, Host.VDA, 4, 4);
                                        },
                                        host -> host.delete(WEB, name))));
    }
}
