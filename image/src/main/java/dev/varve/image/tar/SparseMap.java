package dev.varve.image.tar;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which bytes of a file are in an archive; the others are holes.
///
/// A file without holes is there as it is. Of another one the member begins with this map and goes on with
/// its ranges, one after the other.
///
/// @param ranges ascending, apart from each other; the last one, which may be empty, ends where the file does
/// @param length of the file, in bytes
/// @see <a href="https://www.gnu.org/software/tar/manual/html_node/PAX-1.html">GNU tar, sparse files in the
///     PAX format, version 1.0</a>
public record SparseMap(List<Range> ranges, long length) {
    /// tar's unit: each range but the last is a multiple of it, so that GNU tar finds the next one.
    public static final int BLOCK = 512;

    /// Some bytes of the file.
    public record Range(long at, long bytes) {
        long end() {
            return at + bytes;
        }
    }

    public SparseMap {
        ranges = List.copyOf(ranges);
    }

    /// {@return what a file system says about the file's holes}
    public static SparseMap of(ImageFile file) throws IOException {
        long length = file.length();
        var ranges = new ArrayList<Range>();
        long at = file.nextData(0);
        while (at < length) {
            long end = file.nextHole(at);
            add(ranges, down(at), Math.min(length, up(end)));
            at = file.nextData(end);
        }
        if (ranges.isEmpty() || ranges.getLast().end() < length) {
            ranges.add(new Range(length, 0));
        }
        return new SparseMap(ranges, length);
    }

    private static void add(List<Range> ranges, long from, long to) {
        if (ranges.isEmpty() || ranges.getLast().end() < from) {
            ranges.add(new Range(from, to - from));
        } else {
            var last = ranges.removeLast();
            ranges.add(new Range(last.at(), to - last.at()));
        }
    }

    private static long down(long at) {
        return at / BLOCK * BLOCK;
    }

    private static long up(long at) {
        return down(at + BLOCK - 1);
    }

    /// {@return whether the file has holes}
    public boolean sparse() {
        return length > 0 && !ranges.equals(List.of(new Range(0, length)));
    }

    /// {@return the bytes of the file that are in the archive}
    public long data() {
        return ranges.stream().mapToLong(Range::bytes).sum();
    }

    /// {@return the map as it stands before the ranges, in whole blocks}
    public byte[] encoded() {
        var text = new StringBuilder().append(ranges.size()).append('\n');
        for (var range : ranges) {
            text.append(range.at()).append('\n').append(range.bytes()).append('\n');
        }
        var bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        return Arrays.copyOf(bytes, Math.toIntExact(up(bytes.length)));
    }

    /// {@return what is wrong with a map that somebody else made; empty for a good one}
    String flaw() {
        long end = 0;
        for (var range : ranges) {
            if (range.at() < end || range.bytes() < 0 || range.bytes() > length - range.at()) {
                return "its map of holes is damaged";
            }
            end = range.end();
        }
        return end == length || ranges.isEmpty() ? "" : "its map of holes doesn't cover it";
    }
}
