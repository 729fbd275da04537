package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.Source;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What libvirt leaves when it dies in a snapshot, made by hand; then the same step again.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class UnrecordedSnapshotTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final SnapshotName S1 = new SnapshotName("s1");
    private static final int MINUTE = 60_000;

    @AutoClose private final EmbeddedHost host;
    private final DomainRef web;
    private final Path base;
    private final Path overlay;

    UnrecordedSnapshotTest(EmbeddedLibvirt libvirt) {
        host = libvirt.host();
        web = host.domain("web", List.of(VDA));
        base = head();
        overlay = host.file("web-vda.s1");
    }

    @BeforeEach
    void createOverlay() {
        host.write(base, 1);
        perform(new ImageStep.CreateOverlay(VDA, overlay, base, ImageFormat.QCOW2, 1 << 20));
    }

    private void perform(Step step) {
        host.hypervisor().perform(web, step, Progress.none());
    }

    private Domain domain() {
        return host.hypervisor().observe().domain(web).orElseThrow();
    }

    private Path head() {
        return domain().disk(VDA).orElseThrow().source().image().orElseThrow();
    }

    private Step take(boolean metadata, boolean halt, Optional<Path> memory) {
        var options =
                new TakeOptions(
                        memory.isEmpty(), false, halt, false, !metadata, false, false, false);
        return new TakeStep.TakeSnapshot(
                S1,
                "<domainsnapshot><name>s1</name><description>first</description></domainsnapshot>",
                List.of(new Placement(VDA, overlay, ImageFormat.QCOW2)),
                memory,
                options);
    }

    private void start() {
        perform(new DomainStep.StartDomain(false, false));
    }

    private void assertTaken() {
        var snapshot = domain().snapshot(S1).orElseThrow();
        assertThat(domain().current()).contains(S1);
        assertThat(snapshot.description()).isEqualTo("first");
        assertThat(snapshot.frozenLayer(VDA)).contains(base);
        assertThat(snapshot.externalDisks()).containsExactly(VDA);
        assertThat(sources(domain().nextDisks())).isEqualTo(sources(domain().disks()));
        assertThat(head()).isEqualTo(overlay);
    }

    private static List<Source> sources(List<Disk> disks) {
        return disks.stream().map(Disk::source).toList();
    }

    @Test
    void theNextStartIsOnTheOverlayToo() {
        var definition = domain().definition();
        start();
        perform(take(false, false, Optional.empty()));
        perform(new DomainStep.RestoreDefinition(definition));
        assertThat(sources(domain().nextDisks())).isNotEqualTo(sources(domain().disks()));

        perform(take(true, false, Optional.empty()));

        assertTaken();
        assertThat(domain().snapshot(S1).orElseThrow().state())
                .isEqualTo(SnapshotState.DISK_SNAPSHOT);
    }

    @Test
    void theHaltIsStillToCome() {
        start();
        perform(take(false, false, Optional.empty()));

        perform(take(true, true, Optional.empty()));

        assertTaken();
        assertThat(domain().state()).isEqualTo(RunState.SHUTOFF);
    }

    @Test
    void theMemoryBelongsToTheSnapshot() {
        var memory = host.file("web.s1.memory");
        start();
        perform(new MemoryStep.ReserveMemory(memory));
        perform(take(false, false, Optional.of(memory)));

        perform(take(true, false, Optional.of(memory)));

        assertTaken();
        var snapshot = domain().snapshot(S1).orElseThrow();
        assertThat(snapshot.memory()).isEqualTo(new Memory.External(memory));
        assertThat(snapshot.state()).isEqualTo(SnapshotState.RUNNING);
    }

    @Test
    void memoryThatIsNotWholeDoesNot() {
        var memory = host.file("web.s1.memory");
        start();
        perform(new MemoryStep.ReserveMemory(memory));
        perform(take(false, false, Optional.empty()));

        perform(take(true, false, Optional.of(memory)));

        assertTaken();
        assertThat(domain().snapshot(S1).orElseThrow().memory())
                .isNotInstanceOf(Memory.External.class);
    }

    /// QEMU switches its disk, and libvirt doesn't come to know it.
    @Test
    void aGuestThatWritesToItsOverlayUnknownToLibvirtIsLeftAlone() {
        start();
        switchBehindLibvirt();

        assertThatThrownBy(() -> perform(take(true, false, Optional.empty())))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(overlay.toString())
                .hasMessageContaining("shut the guest down");

        assertThat(domain().state()).isEqualTo(RunState.RUNNING);
        assertThat(domain().snapshots()).isEmpty();
        perform(new DomainStep.StopDomain());
        host.write(overlay, 2);
        var written = host.digest(overlay);
        perform(take(true, false, Optional.empty()));
        assertTaken();
        assertThat(host.digest(head())).isEqualTo(written);
    }

    private void switchBehindLibvirt() {
        var add =
                """
                {"execute":"blockdev-add","arguments":{"driver":"qcow2","node-name":"behind",
                 "backing":null,"file":{"driver":"file","filename":"%s"}}}
                """
                        .formatted(overlay);
        try (var domain = host.connection().domain("web")) {
            assertThat(domain.monitorCommand(add, 0)).contains("return");
            var nodes = domain.monitorCommand("{\"execute\":\"query-block\"}", 0);
            var node = nodes.replaceAll("(?s).*?\"node-name\":\\s*\"([^\"]+)\".*", "$1");
            var take =
                    """
                    {"execute":"blockdev-snapshot","arguments":{"node":"%s","overlay":"behind"}}
                    """
                            .formatted(node);
            assertThat(domain.monitorCommand(take, 0)).contains("return");
        }
    }

    @Test
    void memoryAndDisksBelongTogetherAfterTheGuestIsShutDown() {
        var memory = host.file("web.s1.memory");
        start();
        perform(new MemoryStep.ReserveMemory(memory));
        try (var domain = host.connection().domain("web")) {
            domain.save(memory.toString(), "", 0);
        }
        host.write(overlay, 2);
        var written = host.digest(overlay);

        perform(take(true, false, Optional.of(memory)));

        assertTaken();
        assertThat(host.digest(head())).isEqualTo(written);
        assertThat(domain().snapshot(S1).orElseThrow().memory())
                .isEqualTo(new Memory.External(memory));
    }

    /// The guest was started on the base again, and wrote there.
    @Test
    void anOverlayOnABaseThatWasWrittenLaterIsNotUsed() throws IOException {
        host.write(overlay, 2);
        host.write(base, 3);
        var later = Files.getLastModifiedTime(overlay).toMillis() + MINUTE;
        Files.setLastModifiedTime(base, FileTime.fromMillis(later));

        assertThatThrownBy(() -> perform(take(true, false, Optional.empty())))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(base.toString())
                .hasMessageContaining("don't fit together");

        assertThat(head()).isEqualTo(base);
        assertThat(domain().snapshots()).isEmpty();
    }
}
