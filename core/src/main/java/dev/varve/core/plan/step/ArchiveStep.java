package dev.varve.core.plan.step;

import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A step about a domain that isn't there before it is imported.
public sealed interface ArchiveStep extends Step {
    /// Takes a file out of an archive. Never replaces a file.
    ///
    /// @param sha256 the digest that it has to have, in hexadecimal digits
    /// @param format of an image; empty for any other file
    /// @param backing what the image lies on; empty for one that lies on nothing
    record UnpackFile(
            Path archive,
            String member,
            String sha256,
            Path file,
            Optional<ImageFormat> format,
            Optional<Layer.Backing> backing)
            implements ArchiveStep {
        @Override
        public String describe() {
            return "take " + member + " out of " + archive + " as " + file;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new DropUnpacked(archive, member, file, format, backing));
        }
    }

    /// Removes a file that was taken out of an archive and still holds what the archive does. Any other
    /// file stays, and so does this one where the archive isn't there any more.
    ///
    /// @param format of an image; empty for any other file
    /// @param backing what its header names since it was taken out
    record DropUnpacked(
            Path archive,
            String member,
            Path file,
            Optional<ImageFormat> format,
            Optional<Layer.Backing> backing)
            implements ArchiveStep {
        @Override
        public String describe() {
            return "remove " + file;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Defines a domain and its snapshots as an archive has them; where it is to be a copy, with a name, a UUID and
    /// addresses of its own.
    ///
    /// @param definition the `<domain>`
    /// @param snapshots parents before their children
    /// @param places where the files are that the documents name
    /// @param nvram its NVRAM, where there is one: libvirt may have kept it under a name that the
    ///     definition doesn't give
    /// @param original the name of the domain that it is a copy of; empty where it is that domain
    record DefineImport(
            DomainRef made,
            String definition,
            List<ArchivedSnapshot> snapshots,
            Optional<SnapshotName> current,
            List<NewPlace> places,
            Optional<Path> nvram,
            Optional<String> original)
            implements ArchiveStep {
        @Override
        public String describe() {
            return "define domain "
                    + made
                    + original.map(name -> ", a copy of " + name + ",").orElse("")
                    + " with "
                    + snapshots.size()
                    + " snapshots";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(
                    new UndefineImport(
                            made, snapshots.stream().map(ArchivedSnapshot::name).toList()));
        }
    }

    /// Undefines a domain that was imported, with its snapshots' metadata, unless somebody uses it by now.
    ///
    /// @param snapshots those that were imported with it
    record UndefineImport(DomainRef made, List<SnapshotName> snapshots) implements ArchiveStep {
        @Override
        public String describe() {
            return "undefine domain " + made;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }
}
