package dev.varve.libvirt.hypervisor.steps;

import dev.varve.core.plan.step.MemoryStep;
import dev.varve.image.Image;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// Steps on the files that a guest's memory is saved in.
public final class MemorySteps {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final LibvirtDomain domain;

    public MemorySteps(LibvirtDomain domain) {
        this.domain = domain;
    }

    public void perform(MemoryStep step) {
        switch (step) {
            case MemoryStep.ReserveMemory s -> reserve(s);
            case MemoryStep.DropMemory s -> drop(s);
            case MemoryStep.RemoveMemory s -> remove(s);
        }
    }

    private Path mark(Path file) {
        return PartialFile.mark(file, domain.uuid());
    }

    /// A mark beside it says that the file is ours, until there is a snapshot that names it.
    private void reserve(MemoryStep.ReserveMemory step) {
        var mark = mark(step.file());
        try {
            boolean ours = Files.exists(mark, LinkOption.NOFOLLOW_LINKS);
            if (ours && Files.isRegularFile(step.file(), LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            if (!ours) {
                Files.createFile(mark, OWNER_ONLY);
            }
            claim(step.file(), mark);
        } catch (IOException e) {
            throw Failures.of("save the guest's memory", e);
        }
    }

    private static void claim(Path file, Path mark) throws IOException {
        try {
            Files.createFile(file, OWNER_ONLY);
        } catch (FileAlreadyExistsException e) {
            Files.delete(mark);
            throw e;
        }
    }

    /// The file is a snapshot's from now on.
    public void release(Path memory) {
        try {
            Files.deleteIfExists(mark(memory));
        } catch (IOException e) {
            throw Failures.of("save the guest's memory", e);
        }
    }

    private void drop(MemoryStep.DropMemory step) {
        if (isNamed(step.file())) {
            return;
        }
        var mark = mark(step.file());
        try {
            if (Files.exists(mark, LinkOption.NOFOLLOW_LINKS)) {
                Image.remove(step.file());
                Files.delete(mark);
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    private void remove(MemoryStep.RemoveMemory step) {
        if (isNamed(step.file())) {
            return;
        }
        try {
            Image.remove(step.file());
        } catch (IOException e) {
            throw Failures.of("remove the memory file " + step.file(), e);
        }
    }

    /// {@return whether a snapshot's memory is in the file}
    private boolean isNamed(Path file) {
        for (var snapshot : domain.snapshots(0)) {
            try (snapshot) {
                var memory = SnapshotXml.parse(snapshot.xml(0)).memory();
                if (memory.flatMap(SnapshotMemory::file)
                        .map(Paths::real)
                        .equals(Optional.of(file))) {
                    return true;
                }
            }
        }
        return false;
    }
}
