package dev.varve.core.hypervisor;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Place;
import dev.varve.core.model.Presence;
import dev.varve.core.model.Room;
import dev.varve.core.model.WriteProtection;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whatever runs domains and holds their images: the only way to either.
///
/// Everything that touches a file of a host is behind this port, so that it can be done on the host
/// where the files are.
public interface Hypervisor extends AutoCloseable {
    /// Reads the truth afresh.
    ///
    /// @param places images and directories to look at besides those that domains and storage pools lead
    ///     to, as [#locate] names them; one that isn't there is nothing
    /// @throws HypervisorException where the connection fails; an unreadable image is no failure but
    ///     part of the state ([HostState#missing])
    HostState observe(Set<Path> places);

    /// Reads the truth afresh, without other places than those that domains and storage pools lead to.
    default HostState observe() {
        return observe(Set.of());
    }

    /// {@return what an absolute name of the host stands for}
    Place locate(Path name);

    /// {@return what is wrong with an image, so that nothing may be written into it, in a few words; empty where all
    /// its tables were looked at and it can be written to}
    ///
    /// Nothing is said of one that a guest writes to. Refcounts that are rebuilt before a merge are nothing.
    ///
    /// @throws HypervisorException where it can't be read
    Optional<String> unwritable(Path image, ImageFormat format);

    /// {@return what is wrong with an image, so that its data can't be moved, in a few words; empty where all tables
    /// were looked at that tell where its data is}
    ///
    /// Nothing is said of one that a guest writes to.
    ///
    /// @throws HypervisorException where it can't be read
    Optional<String> unreadable(Path image, ImageFormat format);

    /// {@return what can be told of a name now}
    ///
    /// @param file absolute; a file or a directory, symbolic links followed
    Presence presence(Path file);

    /// {@return why a file can't be written to, or names in a directory can't be made or removed; empty where they can, as far
    /// as is known, and where there is no such file}
    Optional<WriteProtection> protection(Path file);

    /// {@return what the file system of a file has left, where the file is or would be; empty where nobody can say}
    Optional<Room> room(Path file);

    /// {@return by how many bytes at least a commit or a pull makes the file grow that it writes; 0 where nobody can say}
    ///
    /// @throws HypervisorException where an image can't be read
    long growth(Step merge);

    /// A QEMU lets go of its images when it has saved its guest's memory, and takes them again when the guest goes on;
    /// one that has loaded a memory takes them then for the first time. Where the guest is paused, many can't do
    /// block jobs until it is resumed.
    ///
    /// @param job a commit, a pull or a copy of the active layer, of images that a paused guest of the domain has open
    /// @return why the QEMU can't do it now, in a few words; empty if it can, or if nobody can tell
    /// @throws HypervisorException where the domain can't be asked
    Optional<String> released(DomainRef domain, Step job);

    /// {@return the names of the domain's checkpoints, from which on a backup program has changes tracked}
    ///
    /// @throws HypervisorException where the connection fails
    List<String> checkpoints(DomainRef domain);

    /// Performs a step. That a file isn't there is no reason to take the step for done, but for a step
    /// that removes it: whoever calls knows whether that can be so ([#presence]). Performing it again, after it was done or cut half-way, leaves what
    /// performing it once leaves. When this returns, what it wrote is on stable storage.
    ///
    /// A step that fails has not lost anything that a snapshot or a head held.
    ///
    /// @throws HypervisorException where it can't be done; what was begun may be there in part
    void perform(DomainRef domain, Step step, Progress progress);

    @Override
    void close();
}
