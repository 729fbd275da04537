package dev.varve;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.SnapshotName;
import dev.varve.host.DomainExport;
import dev.varve.host.ExaminedArchive;
import dev.varve.image.ImageFormat;
import dev.varve.state.Archive;
import java.nio.file.Path;
import java.util.List;

/// Archives of domains, in the library's words.
final class Archives {
    private Archives() {}

    static Archive of(DomainExport.Result result) {
        return switch (result) {
            case DomainExport.Exported(var domain, var left) -> of(domain, left);
            case DomainExport.Refused(var refusal) -> throw Views.failure(refusal);
        };
    }

    /// {@return what is in the file, whatever the domain uses of this host}
    static Archive in(Path file) {
        var examined = ExaminedArchive.of(file.toString(), /* accepted= */ true);
        return of(examined.archive().domain(), examined.uses());
    }

    private static Archive of(ArchivedDomain domain, List<String> besides) {
        return new Archive(
                domain.ref().name(),
                domain.ref().uuid(),
                domain.snapshots().stream().map(snapshot -> snapshot.name().value()).toList(),
                domain.current().map(SnapshotName::value),
                domain.files().stream().map(Archives::file).toList(),
                besides);
    }

    private static Archive.File file(ArchivedFile file) {
        return new Archive.File(
                file.member(),
                role(file.role()),
                file.origin(),
                file.format().map(ImageFormat::formatName),
                file.bytes());
    }

    private static Archive.Role role(ArchivedFile.Role role) {
        return switch (role) {
            case IMAGE -> Archive.Role.IMAGE;
            case MEMORY -> Archive.Role.MEMORY;
            case NVRAM -> Archive.Role.NVRAM;
            case NVRAM_COPY -> Archive.Role.NVRAM_COPY;
        };
    }
}
