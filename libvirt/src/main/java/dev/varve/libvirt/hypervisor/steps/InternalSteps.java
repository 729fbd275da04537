package dev.varve.libvirt.hypervisor.steps;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Step;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.image.InternalSnapshots;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotRevertFlags;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import dev.varve.libvirt.hypervisor.observe.ModelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Steps on internal snapshots: in images that no QEMU has open, and what libvirt does with them by itself.
public final class InternalSteps {
    private final LibvirtDomain domain;

    public InternalSteps(LibvirtDomain domain) {
        this.domain = domain;
    }

    public void perform(InternalStep step, Progress progress) {
        switch (step) {
            case InternalStep.CopySnapshot s -> copy(s, progress);
            case InternalStep.DropCopy s -> drop(s);
            case InternalStep.ResetImage s -> reset(s);
            case InternalStep.ApplyInternal s -> apply(s);
            case InternalStep.RemoveInternal s -> remove(s);
            case InternalStep.ResumeInternal s -> resume(s, progress);
            case InternalStep.DeleteInternal s -> new SnapshotSteps(domain).delete(s.name());
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    private static void change(Step step, Change change) {
        try {
            change.make();
        } catch (ImageInUseException e) {
            throw new HypervisorException(
                    Kind.BUSY,
                    "cannot " + step.describe() + ": a guest has it open; shut it down",
                    e);
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    private Path partial(Path copy) {
        return PartialFile.of(copy, domain.uuid());
    }

    private void copy(InternalStep.CopySnapshot step, Progress progress) {
        change(
                step,
                () -> {
                    Files.deleteIfExists(partial(step.copy())); // Of an attempt that was cut.
                    if (isAt(step.copy(), step.snapshot())) {
                        return;
                    }
                    long bytes = Image.read(step.image(), ImageFormat.QCOW2).allocatedBytes();
                    InternalSnapshots.copy(
                            step.image(),
                            step.snapshot().value(),
                            step.copy(),
                            partial(step.copy()),
                            percent -> progress.advanced((long) (bytes * percent / 100), bytes));
                });
    }

    private void drop(InternalStep.DropCopy step) {
        change(
                step,
                () -> {
                    Files.deleteIfExists(partial(step.copy()));
                    if (isAt(step.copy(), step.snapshot())) {
                        Image.remove(step.copy());
                    }
                });
    }

    /// {@return whether the image reads as its internal snapshot does}
    static boolean isAt(Path image, SnapshotName snapshot) {
        try {
            return Files.exists(image)
                    && InternalSnapshots.find(image, snapshot.value())
                            .filter(InternalSnapshots.Entry::unchanged)
                            .isPresent();
        } catch (IOException e) {
            throw Failures.of("read the internal snapshots of " + image, e);
        }
    }

    private void reset(InternalStep.ResetImage step) {
        change(step, () -> goBack(step.image(), step.snapshot()));
    }

    private static void goBack(Path image, SnapshotName snapshot) throws IOException {
        var entry =
                InternalSnapshots.find(image, snapshot.value())
                        .orElseThrow(() ->
                                new HypervisorException(
                                        Kind.FAILED,
                                        image + " holds no internal snapshot " + snapshot));
        if (!entry.unchanged()) {
            InternalSnapshots.apply(image, entry);
        }
    }

    private void apply(InternalStep.ApplyInternal step) {
        change(
                step,
                () -> {
                    if (InternalSnapshots.find(step.image(), step.keep().value()).isEmpty()
                            || !isAt(step.image(), step.snapshot())) {
                        keep(step.image(), step.keep());
                    }
                    goBack(step.image(), step.snapshot());
                });
    }

    /// Where the name is taken, an attempt that was cut has taken it: what a guest wrote since then gets
    /// another name, so that nothing is lost.
    private static void keep(Path image, SnapshotName wanted) throws IOException {
        var name = wanted.value();
        for (int i = 2; ; i++) {
            var taken = InternalSnapshots.find(image, name);
            if (taken.isEmpty()) {
                InternalSnapshots.take(image, name);
                return;
            }
            if (taken.get().unchanged()) {
                return;
            }
            name = wanted + "-" + i;
        }
    }

    private void remove(InternalStep.RemoveInternal step) {
        change(step, () -> InternalSnapshots.remove(step.image(), step.snapshot().value()));
    }

    /// libvirt reverts to the snapshot: it starts QEMU on the images, which then loads the memory.
    private void resume(InternalStep.ResumeInternal step, Progress progress) {
        if (domain.isActive()) {
            return;
        }
        try (var snapshot = domain.snapshot(step.name().value())) {
            var known = ModelReader.snapshot(step.name().value(), snapshot.xml(0));
            if (known.holders().values().stream().allMatch(image -> isAt(image, step.name()))) {
                snapshot.revert(
                        (step.running() ? VirDomainSnapshotRevertFlags.RUNNING : 0)
                                | (step.paused() ? VirDomainSnapshotRevertFlags.PAUSED : 0));
            } else {
                progress.note(
                        "the guest was started meanwhile and wrote to its disks, so that it isn't"
                                + " resumed from the memory of snapshot "
                                + step.name());
            }
        }
    }
}
