package dev.varve.image.tar;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/// A regular file in an archive.
///
/// @param at where its data begin in the archive
public record Member(String name, SparseMap map, long at) {
    /// {@return the member that an entry is}
    ///
    /// @param archive for messages
    /// @throws FileSystemException for an entry that no file can be made of
    static Member of(TarArchiveEntry entry, String archive) throws IOException {
        var map = entry.isSparse() ? sparse(entry) : whole(entry.getSize());
        var flaw = map.flaw();
        if (!flaw.isEmpty()) {
            throw new FileSystemException(archive, null, "member " + entry.getName() + ": " + flaw);
        }
        return new Member(entry.getName(), map, entry.getDataOffset());
    }

    private static SparseMap whole(long length) {
        return new SparseMap(List.of(new SparseMap.Range(0, length)), length);
    }

    private static SparseMap sparse(TarArchiveEntry entry) throws IOException {
        var ranges = new ArrayList<SparseMap.Range>();
        for (var header : entry.getOrderedSparseHeaders()) {
            ranges.add(new SparseMap.Range(header.getOffset(), header.getNumbytes()));
        }
        return new SparseMap(ranges, entry.getRealSize());
    }
}
