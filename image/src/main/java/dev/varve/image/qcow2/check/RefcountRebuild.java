package dev.varve.image.qcow2.check;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.write.HeaderSector;
import java.io.IOException;
import java.lang.foreign.Arena;

/// Counts the references of an image whose refcounts may be wrong, and gives it refcounts anew:
///
/// 1. blocks and a table are written behind the last cluster in use, where nobody refers to them; sync
/// 2. the header names that table, by one write of 512 bytes; sync
/// 3. the active tables say for each cluster whether its refcount is exactly 1; sync
/// 4. the header says that refcounts are right; sync
///
/// A cut leaves an image that still says that its refcounts may be wrong, and reads the same: it is run again.
public final class RefcountRebuild {
    private final ImageFile file;
    private final Header header;
    private final Arena arena;

    private RefcountRebuild(ImageFile file, Header header, Arena arena) {
        this.file = file;
        this.header = header;
        this.arena = arena;
    }

    /// Rebuilds the refcounts of an image that is open for writing, and that nobody else has open.
    ///
    /// @throws CorruptImageException when more than refcounts is wrong, with nothing changed
    /// @throws UnsupportedImageException when the refcounts of this image can't say what is counted
    public static void of(ImageFile file, Header header) throws IOException {
        var found = RefcountCheck.of(file, header);
        if (found.damage().isPresent()) {
            throw new CorruptImageException(
                    file.path(),
                    "nothing to be wrong but refcounts",
                    "\"" + found.damage().get().message() + "\"");
        }
        try (var arena = Arena.ofConfined()) {
            long end = found.imageEndOffset() >>> header.clusterBits();
            new RefcountRebuild(file, header, arena).rebuild(end);
        }
    }

    /// @param end the cluster from which on nothing is in use
    private void rebuild(long end) throws IOException {
        var refcounts = write(end);
        HeaderSector.change(
                file,
                sector -> sector.refcountTable(refcounts.offset(), refcounts.tableClusters()));
        file.sync();
        new CopiedBits(file, header, refcounts, arena).mend();
        file.sync();
        HeaderSector.change(file, HeaderSector::markClean);
        file.sync();
    }

    /// Where there is no room for it, the file gets its old length again.
    private NewRefcounts write(long end) throws IOException {
        long length = file.length();
        try {
            var refcounts = new NewRefcounts(file, header, end, arena);
            count(refcounts, end);
            refcounts.finish();
            file.sync();
            return refcounts;
        } catch (IOException e) {
            if (file.length() > length) {
                file.setLength(length);
            }
            throw e;
        }
    }

    private void count(NewRefcounts refcounts, long end) throws IOException {
        var stored = new StoredRefcounts(file, header, ReferenceCounts.CHUNK, arena);
        var walk = new ReferenceWalk(file, header, stored, arena);
        long first = 0;
        while (first < end) {
            var references = new ReferenceCounts(first, RefcountCheck.CHUNKS_MAX);
            if (!walk.countAllButRefcounts(references, new CheckReport())) {
                throw new CorruptImageException(
                        file.path(), "tables that can be read", "others than a moment ago");
            }
            take(references, refcounts, end, stored.max());
            first = references.end();
        }
    }

    private void take(ReferenceCounts references, NewRefcounts refcounts, long end, long max)
            throws IOException {
        int chunks = references.chunks();
        for (int index = (int) (references.start() >>> ReferenceCounts.CHUNK_BITS);
                index < chunks;
                index++) {
            if (references.chunk(index).length > 0) {
                long from = (long) index << ReferenceCounts.CHUNK_BITS;
                for (long at = from; at < Math.min(end, from + ReferenceCounts.CHUNK); at++) {
                    take(at, references.references(at), refcounts, max);
                }
            }
        }
    }

    private void take(long cluster, long count, NewRefcounts refcounts, long max)
            throws IOException {
        if (Long.compareUnsigned(count, max) > 0) {
            throw new UnsupportedImageException(
                    file.path(),
                    "at most " + Long.toUnsignedString(max) + " references to a cluster",
                    count + " to the one at " + (cluster << header.clusterBits()));
        }
        if (count > 0) {
            refcounts.add(cluster, count);
        }
    }
}
