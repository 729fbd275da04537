package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.ImageReading;
import dev.varve.image.Differences;
import dev.varve.image.Image;
import dev.varve.image.Seen;
import dev.varve.image.Usage;
import dev.varve.libvirt.hypervisor.file.Failures;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The images of this host.
public final class HostImages implements ImageReading {
    /// Those that this process can open.
    public HostImages() {}

    /// {@return the file system of a directory; empty where it can't be asked}
    public static Optional<FileStore> fileSystem(Path directory) {
        try {
            return Optional.of(Files.getFileStore(directory));
        } catch (IOException _) {
            return Optional.empty(); // What can't be done there will be said by whoever does it.
        }
    }

    @Override
    public Usage usage(List<List<Seen>> readers, Set<Path> counted) {
        try {
            return Usage.of(readers, counted);
        } catch (IOException e) {
            throw Failures.of("read what the images hold", e);
        }
    }

    @Override
    public void differences(Seen one, Seen other, boolean verified, Differences.Reader reader) {
        try {
            if (verified) {
                Differences.readVerified(one, other, reader);
            } else {
                Differences.read(one, other, reader);
            }
        } catch (IOException e) {
            throw Failures.of("compare " + one.image() + " with " + other.image(), e);
        }
    }

    @Override
    public long allocatedBytes(Path file) {
        try {
            return Image.allocatedBytes(file);
        } catch (NoSuchFileException _) {
            return 0;
        } catch (IOException e) {
            throw Failures.of("look at " + file, e);
        }
    }
}
