package dev.varve.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A domain, its snapshots and the files of both, as they go into an archive and come out of it.
///
/// @param definition the `<domain>`
/// @param snapshots parents before their children
/// @param current the snapshot that the present state descends from
/// @param files lower images before those that lie on them
public record ArchivedDomain(
        DomainRef ref,
        String definition,
        List<ArchivedSnapshot> snapshots,
        Optional<SnapshotName> current,
        List<ArchivedFile> files) {
    public ArchivedDomain {
        snapshots = List.copyOf(snapshots);
        files = List.copyOf(files);
    }

    /// {@return the file of that member}
    public Optional<ArchivedFile> file(String member) {
        return files.stream().filter(file -> file.member().equals(member)).findFirst();
    }

    /// {@return where the files are, or were}
    public List<Path> origins() {
        return files.stream().map(ArchivedFile::origin).toList();
    }

    /// {@return the bytes of data of all files}
    public long bytes() {
        return files.stream().mapToLong(ArchivedFile::bytes).sum();
    }

    /// {@return the domain with other files}
    public ArchivedDomain withFiles(List<ArchivedFile> others) {
        return new ArchivedDomain(ref, definition, snapshots, current, others);
    }
}
