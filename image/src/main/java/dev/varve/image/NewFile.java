package dev.varve.image;

import dev.varve.image.posix.AccessList;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A file that has its name once it is whole.
///
/// 1. a partial file beside the target, made exclusively and readable by its owner alone; an image's is for its
///    group, too, and for whom an access control list names, if the other file is,
/// 2. filled, given the owner and the group of another file, and synchronised,
/// 3. linked under the target's name, which fails if somebody took that name meanwhile,
/// 4. its partial name removed, and the directory synchronised.
///
/// A crash leaves at most the partial file.
final class NewFile {
    private static final EnumSet<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final Set<PosixFilePermission> OF_GROUP =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE);

    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ);

    private NewFile() {}

    /// Writes what the file holds.
    interface Contents {
        /// Fills the partial file, which is there and empty.
        void fill() throws IOException;
    }

    /// Makes the file.
    ///
    /// @param like whose owner and group it gets, where the process may give it away
    /// @throws FileAlreadyExistsException for the target, or for the partial file
    static void make(Path target, Path partial, Path like, Contents contents) throws IOException {
        make(target, partial, like, contents, () -> publish(partial, target));
    }

    /// As [#make], for an image that whoever may read and write the other as a member of its group can open as well: a
    /// guest's QEMU, where libvirt doesn't give images to it (`dynamic_ownership = 0`).
    static void makeImage(Path target, Path partial, Path like, Contents contents)
            throws IOException {
        var shared = Files.getPosixFilePermissions(like);
        shared.retainAll(OF_GROUP);
        makeImage(target, partial, like, contents, shared.equals(OF_GROUP) ? OF_GROUP : Set.of());
    }

    /// As [#makeImage], for an image that takes the place of the other: everybody who may read that can read it.
    static void makeCopy(Path target, Path partial, Path like, Contents contents)
            throws IOException {
        var shared = Files.getPosixFilePermissions(like);
        shared.retainAll(OF_OTHERS);
        makeImage(target, partial, like, contents, shared);
    }

    private static void makeImage(
            Path target,
            Path partial,
            Path like,
            Contents contents,
            Set<PosixFilePermission> shared)
            throws IOException {
        make(
                target,
                partial,
                like,
                contents,
                () -> {
                    share(like, partial, shared);
                    AccessList.copyOfImage(like, partial);
                    publish(partial, target);
                });
    }

    /// What is for the other's group is for nobody else's.
    private static void share(Path other, Path file, Set<PosixFilePermission> shared)
            throws IOException {
        var permissions = EnumSet.copyOf(OWNER_ONLY);
        permissions.addAll(shared);
        if (!Files.getAttribute(other, "unix:gid").equals(Files.getAttribute(file, "unix:gid"))) {
            permissions.removeAll(OF_GROUP);
        }
        Files.setPosixFilePermissions(file, permissions);
    }

    /// {@return whether the file has one of the modes that [#makeImage] gives}
    static boolean isOfImage(Path file) throws IOException {
        var permissions = Files.getPosixFilePermissions(file);
        permissions.removeAll(OF_GROUP);
        return permissions.equals(OWNER_ONLY);
    }

    /// As [#make], but the file takes the place of the one that has the name.
    static void replace(Path target, Path partial, Path like, Contents contents)
            throws IOException {
        make(
                target,
                partial,
                like,
                contents,
                () -> Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE));
    }

    private interface Naming {
        void run() throws IOException;
    }

    private static void make(Path target, Path partial, Path like, Contents contents, Naming naming)
            throws IOException {
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            contents.fill();
            takeOwner(like, partial);
            Durable.sync(partial);
            naming.run();
        } finally {
            Files.deleteIfExists(partial);
        }
        Durable.syncDirectoryOf(target);
    }

    /// Only root may give files away: for others the attempt counts, as it may succeed for a group.
    private static void takeOwner(Path other, Path file) throws IOException {
        boolean root = (int) Files.getAttribute(file, "unix:uid") == 0;
        for (var attribute : List.of("unix:gid", "unix:uid")) {
            try {
                Files.setAttribute(file, attribute, Files.getAttribute(other, attribute));
            } catch (FileSystemException e) {
                if (root) {
                    throw e;
                }
            }
        }
    }

    private static void publish(Path partial, Path target) throws IOException {
        try {
            Files.createLink(target, partial);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            publishWithoutLink(partial, target);
        }
    }

    /// For file systems without hard links: an empty file claims the name, then the rename replaces
    /// it. A crash in between leaves the empty file, which is no image of anything.
    static void publishWithoutLink(Path partial, Path target) throws IOException {
        Files.createFile(target, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.delete(target); // Ours: it was made exclusively.
            throw e;
        }
    }
}
