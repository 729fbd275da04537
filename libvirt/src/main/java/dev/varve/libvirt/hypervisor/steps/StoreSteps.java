package dev.varve.libvirt.hypervisor.steps;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.step.StoreStep;
import dev.varve.image.Image;
import dev.varve.image.StateFile;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.observe.AnnotationsXml;
import dev.varve.libvirt.xml.SnapshotXml;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/// Steps on what a domain keeps beside its disks.
public final class StoreSteps {
    /// What swtpm keeps beside the permanent state of a TPM: of a guest that is suspended or saved.
    private static final List<String> VOLATILE = List.of("volatilestate", "savestate");

    private static final String PERMANENT = "permall";

    private final LibvirtDomain domain;

    public StoreSteps(LibvirtDomain domain) {
        this.domain = domain;
    }

    public void perform(StoreStep step, Progress progress) {
        switch (step) {
            case StoreStep.CopyStore s -> copy(s);
            case StoreStep.CompareStore s -> compare(s, progress);
            case StoreStep.RemoveStoreCopy s -> remove(s);
            case StoreStep.RestoreStore s -> restore(s, progress);
        }
    }

    private void copy(StoreStep.CopyStore step) {
        try {
            if (!Files.isRegularFile(step.copy(), LinkOption.NOFOLLOW_LINKS)) {
                var held = StateFile.read(step.store());
                StateFile.create(step.copy(), step.store(), held, domain.uuid());
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    /// The snapshot has been taken: whatever comes of this, it is there.
    private void compare(StoreStep.CompareStore step, Progress progress) {
        var title = step.kind().title();
        try {
            if (!Arrays.equals(StateFile.read(step.store()), StateFile.read(step.copy()))) {
                progress.note(
                        "the guest has changed its "
                                + title
                                + " since it was copied to "
                                + step.copy());
            }
        } catch (IOException e) {
            progress.note(
                    "it can't be told whether the guest changed its "
                            + title
                            + " meanwhile: "
                            + Failures.reason(e));
        }
    }

    private void remove(StoreStep.RemoveStoreCopy step) {
        if (isNamed(step.copy())) {
            return;
        }
        try {
            Image.remove(step.copy());
        } catch (IOException e) {
            throw Failures.of("remove " + step.copy(), e);
        }
    }

    /// {@return whether a snapshot names the file as its copy of what the domain keeps}
    private boolean isNamed(Path file) {
        for (var snapshot : domain.snapshots(0)) {
            try (snapshot) {
                var copies = AnnotationsXml.read(SnapshotXml.parse(snapshot.xml(0))).copies();
                if (copies.values().stream().anyMatch(copy -> copy.file().equals(file))) {
                    return true;
                }
            }
        }
        return false;
    }

    private void restore(StoreStep.RestoreStore step, Progress progress) {
        if (domain.isActive()) {
            progress.note(
                    "the "
                            + step.kind().title()
                            + " was not put back: the domain was started meanwhile; shut it down"
                            + " and revert again");
            return;
        }
        try {
            var held = StateFile.read(step.copy());
            refuseOpen(step);
            forgetVolatile(step);
            StateFile.replace(step.store(), step.copy(), held, domain.uuid());
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    /// libvirt says that no guest runs; whether a program has the store open, its locks say.
    private static void refuseOpen(StoreStep.RestoreStore step) throws IOException {
        var store = step.store();
        boolean open =
                switch (step.kind()) {
                    case NVRAM -> Files.exists(store) && Image.isOpenForWriting(store);
                    case TPM -> isLocked(store.resolveSibling(".lock"));
                };
        if (open) {
            throw new HypervisorException(
                    Kind.BUSY, "cannot " + step.describe() + ": a program has " + store + " open");
        }
    }

    private static boolean isLocked(Path lock) throws IOException {
        if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (var channel =
                        FileChannel.open(
                                lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                var held = channel.tryLock()) {
            return held == null;
        }
    }

    /// A TPM that found the volatile state of a later moment would go on with that.
    private static void forgetVolatile(StoreStep.RestoreStore step) throws IOException {
        var name = String.valueOf(step.store().getFileName());
        if (step.kind() == StateStore.Kind.TPM && name.endsWith(PERMANENT)) {
            var stem = name.substring(0, name.length() - PERMANENT.length());
            for (var ending : VOLATILE) {
                Files.deleteIfExists(step.store().resolveSibling(stem + ending));
            }
        }
    }
}
