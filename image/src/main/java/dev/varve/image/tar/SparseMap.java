package dev.varve.image.tar;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Which bytes of a file are in an archive; the others are holes.
///
/// A file without holes is there as it is. Of another one the header has this map, and the member its ranges,
/// one after the other.
///
/// @param ranges ascending, apart from each other; the last one, which may be empty, ends where the file does
/// @param length of the file, in bytes
/// @see <a href="https://www.gnu.org/software/tar/manual/html_node/PAX-0.html">GNU tar, sparse files in the
///     PAX format, version 0.1</a>
public record SparseMap(List<Range> ranges, long length) {
    /// tar's unit: each range but the last is a multiple of it, so that GNU tar finds the next one.
    public static final int BLOCK = 512;

    /// A reader bounds how long a header may be: two numbers of 12 digits for each of these are well below.
    private static final int RANGES_MAX = 100_000;

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
        return new SparseMap(ranges, length).within(RANGES_MAX);
    }

    /// {@return the map with no more ranges than that: the smallest holes are no holes then, and their zeros
    /// are data}
    SparseMap within(int most) {
        var map = this;
        for (long hole = BLOCK; map.ranges.size() > most; hole *= 2) {
            map = map.withoutHoles(hole);
        }
        return map;
    }

    private SparseMap withoutHoles(long below) {
        var fewer = new ArrayList<Range>();
        for (var range : ranges) {
            boolean near = !fewer.isEmpty() && range.at() - fewer.getLast().end() < below;
            var from = near ? fewer.removeLast().at() : range.at();
            fewer.add(new Range(from, range.end() - from));
        }
        return new SparseMap(fewer, length);
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

    /// {@return the map as it stands in the header: `0,4096,65536,512`, where each range begins and how long
    /// it is}
    public String text() {
        return ranges.stream()
                .map(range -> range.at() + "," + range.bytes())
                .collect(Collectors.joining(","));
    }

    /// {@return a digest that was given the map, if there is one: a file with its bytes at other places has
    /// another digest}
    public MessageDigest digest() {
        var digest = Sha256.digest();
        if (sparse()) {
            digest.update(text().getBytes(StandardCharsets.US_ASCII));
        }
        return digest;
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
