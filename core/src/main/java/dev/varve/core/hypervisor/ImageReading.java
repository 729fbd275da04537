package dev.varve.core.hypervisor;

import dev.varve.image.Differences;
import dev.varve.image.Seen;
import dev.varve.image.Usage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Reads what is in images, on the host where they are. Nothing is changed, and nothing is locked:
/// where a guest is writing, an answer may be outdated.
///
/// It stands beside [Hypervisor], which is about what a plan is made from: a host's images are observed
/// all the time, and read through from one end to the other for these questions only.
public interface ImageReading {
    /// {@return how the data of the `counted` images is used}
    ///
    /// @param readers the images that each reads
    /// @throws HypervisorException where an image can't be read
    Usage usage(List<List<Seen>> readers, Set<Path> counted);

    /// Finds where two states of a disk may differ.
    ///
    /// @param verified whether to compare what is read; else only where it is
    /// @throws HypervisorException where an image can't be read
    void differences(Seen one, Seen other, boolean verified, Differences.Reader reader);

    /// {@return the bytes that the file takes on its file system; 0 for one that isn't there}
    ///
    /// @throws HypervisorException where the file can't be looked at
    long allocatedBytes(Path file);
}
