package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.OperationException;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.plan.group.CreateGroup;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Step;
import dev.varve.testing.contract.ForwardingHypervisor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Two domains on real QEMUs get a snapshot at one moment, and Varve ends, or a step fails, before or
/// after each step of it. Afterwards both have the snapshot or none has, and both guests run.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class CutGroupTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final DiskTarget VDB = new DiskTarget("vdb");
    private static final int EVERY = Boolean.getBoolean("varve.nightly") ? 1 : 3;
    private static final SnapshotName NAME = new SnapshotName("nightly");

    @TempDir Path state;
    private final EmbeddedHost host;
    private Group group = new Group("none", List.of(new DomainRef(new UUID(0, 0), "")));
    private Map<String, Path> heads = Map.of();
    private Set<Path> files = Set.of();

    CutGroupTest(EmbeddedLibvirt libvirt) {
        host = libvirt.host();
    }

    @BeforeEach
    void define() {
        var web = host.domain("web", List.of(VDA, VDB));
        var db = host.domain("db", List.of(VDA));
        group = new Group("nightly", List.of(web, db));
        for (var member : group.members()) {
            host.write(image(member, VDA), 1);
            host.hypervisor()
                    .perform(member, new DomainStep.StartDomain(false, false), Progress.none());
        }
        heads = heads();
        files = host.hypervisor().observe().files();
    }

    @AfterEach
    void close() {
        host.close();
    }

    private static final class Cut extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// The real one, up to the step at which it ends or fails.
    private static final class Ending extends ForwardingHypervisor {
        private final Step at;
        private final boolean performed;
        private final boolean fails;
        private boolean over;

        Ending(Hypervisor real, Step at, boolean performed, boolean fails) {
            super(real);
            this.at = at;
            this.performed = performed;
            this.fails = fails;
        }

        @Override
        public void perform(DomainRef domain, Step step, Progress progress) {
            boolean here = step.equals(at) && !over;
            if (!here || performed) {
                super.perform(domain, step, progress);
            }
            over |= here;
            if (here && fails) {
                throw new HypervisorException(HypervisorException.Kind.FAILED, "injected");
            }
            if (here) {
                throw new Cut();
            }
        }

        @Override
        public void close() {}
    }

    /// After a step is before the next; of those in between, every so many are made.
    @Test
    void everyStepIsCut() {
        var steps = plan().steps();
        for (int i = 0; i < steps.size(); i += EVERY) {
            end(steps.get(i), true, false);
        }
        end(steps.getFirst(), false, false);
    }

    @Test
    void everyStepFails() {
        var steps = plan().steps();
        for (int i = EVERY - 1; i < steps.size(); i += EVERY) {
            end(steps.get(i), false, true);
        }
    }

    private void end(Step step, boolean performed, boolean fails) {
        var plan = plan();
        var ending = new Ending(host.hypervisor(), step, performed, fails);
        assertThatThrownBy(() ->
                        operations(ending)
                                .run(group.members(), _ -> plan, OperationProgress.silent()))
                .isInstanceOf(fails ? RuntimeException.class : Cut.class);
        var where = (performed ? "after " : "before ") + step.describe();
        if (fails) {
            assertRunning("failed: " + where);
        }
        assertAllSayIt();
        operations(host.hypervisor()).recover(group.members().getLast(), progress());
        assertAllOrNone(where);
    }

    private static OperationProgress progress() {
        return OperationProgress.silent();
    }

    private Operations operations(Hypervisor hypervisor) {
        return CommandedHost.operations(hypervisor, state);
    }

    private CreateGroup command() {
        var request =
                new SnapshotRequest(
                        Optional.of(NAME),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "<domainsnapshot/>");
        return new CreateGroup(
                group,
                request,
                new CreateGroup.Options(false, 5, false),
                Annotations.none(),
                Instant.now());
    }

    private Plan plan() {
        return (Plan) command().plan(host.hypervisor().observe());
    }

    private void assertAllSayIt() {
        if (operations(host.hypervisor()).unfinished().isEmpty()) {
            return;
        }
        for (var member : group.members()) {
            assertThatThrownBy(() ->
                            operations(host.hypervisor())
                                    .run(member, _ -> plan(), OperationProgress.silent()))
                    .isInstanceOf(OperationException.class)
                    .hasMessageContaining("cannot work on domain " + member);
        }
    }

    private void assertRunning(String where) {
        for (var member : group.members()) {
            assertThat(host.hypervisor().observe().domain(member).orElseThrow().state())
                    .as("%s: state of %s", where, member)
                    .isEqualTo(RunState.RUNNING);
        }
    }

    private void assertAllOrNone(String where) {
        assertRunning(where);
        var observed = host.hypervisor().observe();
        assertThat(operations(host.hypervisor()).unfinished()).as(where).isEmpty();
        long taken =
                group.members().stream()
                        .map(member -> observed.domain(member).orElseThrow())
                        .filter(domain -> domain.snapshot(NAME).isPresent())
                        .count();
        assertThat(taken).as("%s: how many have the snapshot", where).isIn(0L, 2L);
        if (taken == 2) {
            takeAllBack();
        }
        assertThat(heads()).as(where).isEqualTo(heads);
        assertThat(host.hypervisor().observe().files()).as(where).isEqualTo(files);
    }

    /// Everything is as before then, for the next cut.
    private void takeAllBack() {
        for (var member : group.members()) {
            var plan =
                    (Plan)
                            new DeleteSnapshot(
                                            member, List.of(NAME), DeleteSnapshot.Scope.ONE, false)
                                    .plan(host.hypervisor().observe());
            operations(host.hypervisor()).run(plan, OperationProgress.silent());
        }
    }

    private Map<String, Path> heads() {
        var found = new TreeMap<String, Path>();
        for (var domain : host.hypervisor().observe().domains()) {
            assertThat(domain.disks()).isEqualTo(domain.nextDisks());
            domain.disks()
                    .forEach(disk ->
                            found.put(
                                    domain.ref() + " " + disk.target(),
                                    disk.source().image().orElseThrow()));
        }
        return found;
    }

    private Path image(DomainRef domain, DiskTarget disk) {
        return host.file(domain + "-" + disk + ".qcow2");
    }
}
