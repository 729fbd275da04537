package dev.varve.cli.json;

import dev.varve.state.Archive;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `export` prints once the archive is whole.
///
/// @param file the archive
/// @param snapshots names, parents before their children
/// @param bytes of data of all files
/// @param left what the domain uses besides, and what isn't in the archive
public record ArchiveDocument(
        String domain,
        String uuid,
        String file,
        List<String> snapshots,
        Optional<String> current,
        List<File> files,
        long bytes,
        List<String> left)
        implements Document {
    /// A file in the archive.
    ///
    /// @param role `image`, `memory`, `nvram` or `nvram-copy`
    /// @param origin where it was
    /// @param format absent for what isn't an image
    /// @param bytes of data, without holes
    public record File(
            String member, String role, String origin, Optional<String> format, long bytes) {}

    @Override
    public String kind() {
        return "Archive";
    }

    /// {@return the document of an archive that was written}
    public static ArchiveDocument of(Archive archive, Path file) {
        return new ArchiveDocument(
                archive.domain(),
                archive.uuid().toString(),
                file.toString(),
                archive.snapshots(),
                archive.current(),
                archive.files().stream().map(ArchiveDocument::file).toList(),
                archive.bytes(),
                archive.besides());
    }

    private static File file(Archive.File file) {
        return new File(
                file.member(),
                file.role().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                file.origin().toString(),
                file.format(),
                file.bytes());
    }
}
