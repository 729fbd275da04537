package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.Step;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.image.InternalSnapshots;
import dev.varve.image.failure.ImageInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Steps on internal snapshots in images that no QEMU has open.
final class InternalSteps {
    private final String tag;

    /// @param tag marks the partial files of the domain whose lock the operation holds
    InternalSteps(String tag) {
        this.tag = tag;
    }

    private interface Change {
        void make() throws IOException;
    }

    private static void perform(Step step, Change change) {
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
        return PartialFile.of(copy, tag);
    }

    void copy(Step.CopySnapshot step, Progress progress) {
        perform(
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

    void drop(Step.DropCopy step) {
        perform(
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

    void reset(Step.ResetImage step) {
        perform(step, () -> goBack(step.image(), step.snapshot()));
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

    void apply(Step.ApplyInternal step) {
        perform(
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

    void remove(Step.RemoveInternal step) {
        perform(step, () -> InternalSnapshots.remove(step.image(), step.snapshot().value()));
    }
}
