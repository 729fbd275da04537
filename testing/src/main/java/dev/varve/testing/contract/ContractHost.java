package dev.varve.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Reversal;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A host for a contract, and what its tests do with it. Each step is performed twice: the second time
/// must change nothing.
public abstract class ContractHost {
    /// The first disk of the domain.
    protected static final DiskTarget VDA = new DiskTarget("vda");

    /// The second disk of the domain.
    protected static final DiskTarget VDB = new DiskTarget("vdb");

    /// The name of a snapshot.
    protected static final SnapshotName S1 = new SnapshotName("s1");

    static final SnapshotName S2 = new SnapshotName("s2");

    /// A host of a test's own.
    public interface Fixture extends AutoCloseable {
        Hypervisor hypervisor();

        /// Defines a persistent domain, shut off, with an empty qcow2 image without a backing image
        /// for each disk.
        DomainRef domain(String name, List<DiskTarget> disks);

        /// Writes to an image that no domain runs on; each value is other data in another place.
        void write(Path image, int value);

        /// {@return what tells whether two images read the same, through their chains; neither may
        /// be in use}
        String digest(Path image);

        /// {@return a path for a new file beside the domain's images}
        Path file(String name);

        /// Stops and forgets its domains.
        @Override
        void close();
    }

    private final List<Fixture> opened = new ArrayList<>();

    /// For the contracts.
    protected ContractHost() {}

    /// {@return a new host}
    protected abstract Fixture open();

    DomainRef web = new DomainRef(new UUID(0, 0), "unknown");

    @BeforeEach
    void define() {
        opened.add(open());
        web = fixture().domain("web", List.of(VDA, VDB));
        fixture().write(head(VDA), 1);
        fixture().write(head(VDB), 2);
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Fixture::close);
    }

    /// {@return the host of this test}
    protected final Fixture fixture() {
        return opened.getLast();
    }

    /// {@return the domain of this test, as it is now}
    protected final Domain domain() {
        return fixture().hypervisor().observe().domain(web).orElseThrow();
    }

    final Snapshot snapshot(SnapshotName name) {
        return domain().snapshot(name).orElseThrow();
    }

    /// {@return the image that the domain writes to}
    protected final Path head(DiskTarget disk) {
        return domain().disk(disk).orElseThrow().source().image().orElseThrow();
    }

    /// {@return an image, as it is now}
    protected final Layer layer(Path image) {
        return fixture().hypervisor().observe().layer(image).orElseThrow();
    }

    final boolean isThere(Path file) {
        return fixture().hypervisor().observe().files().contains(file);
    }

    /// Performs a step twice.
    ///
    /// @throws AssertionError if the second time changes anything
    protected final void perform(Step step) {
        fixture().hypervisor().perform(web, step, Progress.none());
        var once = fixture().hypervisor().observe();
        fixture().hypervisor().perform(web, step, Progress.none());
        assertThat(fixture().hypervisor().observe())
                .as("%s, again", step.describe())
                .isEqualTo(once);
    }

    /// Performs a step.
    ///
    /// @throws AssertionError if it doesn't fail with a [HypervisorException]
    protected final void fails(Step step) {
        assertThatThrownBy(() -> fixture().hypervisor().perform(web, step, Progress.none()))
                .isInstanceOf(HypervisorException.class);
    }

    final Path overlay(DiskTarget disk, String name) {
        return fixture().file("web-" + disk + "." + name);
    }

    final Path createOverlay(DiskTarget disk, String name) {
        var base = head(disk);
        var overlay = overlay(disk, name);
        perform(
                new ImageStep.CreateOverlay(
                        disk, overlay, base, ImageFormat.QCOW2, layer(base).virtualSize()));
        return overlay;
    }

    static Placement placed(DiskTarget disk, Path image) {
        return new Placement(disk, image, ImageFormat.QCOW2);
    }

    static String document(SnapshotName name) {
        return "<domainsnapshot><name>" + name + "</name></domainsnapshot>";
    }

    static TakeOptions options(boolean diskOnly, boolean halt) {
        return new TakeOptions(diskOnly, false, halt, false, false, false, true, false);
    }

    /// Takes a disk-only snapshot of both disks.
    protected final void take(SnapshotName name) {
        take(name, options(true, false));
    }

    /// Takes a snapshot of both disks, with new overlays.
    protected final void take(SnapshotName name, TakeOptions options) {
        var placements = new ArrayList<Placement>();
        for (var disk : List.of(VDA, VDB)) {
            placements.add(placed(disk, createOverlay(disk, name.value())));
        }
        perform(
                new TakeStep.TakeSnapshot(
                        name, document(name), placements, Optional.empty(), options));
    }

    /// Starts the domain.
    protected final void start() {
        perform(new DomainStep.StartDomain(false, false));
    }

    /// Stops the domain at once.
    protected final void stop() {
        perform(new DomainStep.StopDomain());
    }

    final void undo(Step step) {
        switch (step.reversal()) {
            case Reversal.By(var undo) -> perform(undo);
            case Reversal.Nothing _, Reversal.Final _, Reversal.OneWay _ ->
                    throw new AssertionError("no way back from " + step.describe());
        }
    }
}
