package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds what, against `qemu-img map` and against what is read.
@Tag("slow")
class ExtentsTest {
    private static final int SECTOR = 512;
    private static final Pattern EXTENT =
            Pattern.compile(
                    "\"start\": (\\d+), \"length\": (\\d+), \"depth\": (\\d+),.*?\"zero\": (\\w+),"
                            + " \"data\": (\\w+)(?:.*?\"offset\": (\\d+))?");

    @TempDir Path directory;

    @Test
    void dataIsWhereQemuHasIt() throws IOException {
        long first = Long.getLong("varve.seed", 1);
        for (long seed = first; seed < first + Integer.getInteger("varve.chains", 15); seed++) {
            var place = Files.createDirectory(directory.resolve("chain" + seed));
            var chain = new RandomChain(place, new Random(seed), 1 + (int) (seed % 5));
            if (!chain.isSpoilt()) {
                assertThat(ours(chain.top()))
                        .as("seed %d%n%s", seed, chain)
                        .isEqualTo(theirs(chain.top()));
            }
        }
    }

    /// By the sector: the depth and the place of data, -1 for zeros.
    private static Map<Long, List<Long>> ours(RandomChain.Made top) throws IOException {
        var sectors = new HashMap<Long, List<Long>>();
        Extents.read(
                top.path(),
                top.format(),
                extent -> {
                    switch (extent.kind()) {
                        case DATA -> {
                            long host = extent.host().orElseThrow();
                            add(sectors, extent.start(), extent.bytes(), extent.depth(), host);
                        }
                        case COMPRESSED ->
                                add(sectors, extent.start(), extent.bytes(), extent.depth(), -1);
                        case ZEROS, NOTHING -> {}
                    }
                });
        return sectors;
    }

    private static Map<Long, List<Long>> theirs(RandomChain.Made top) {
        var format = top.format().formatName();
        var map = Tool.qemuImg("map", "--output=json", "-f", format, top.path().toString());
        var sectors = new HashMap<Long, List<Long>>();
        for (var line : map.split("\n", -1)) {
            var matcher = EXTENT.matcher(line);
            if (matcher.find() && matcher.group(5).equals("true")) {
                long host = matcher.group(6) == null ? -1 : Long.parseLong(matcher.group(6));
                add(
                        sectors,
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)),
                        host);
            }
        }
        return sectors;
    }

    private static void add(
            Map<Long, List<Long>> sectors, long start, long bytes, int depth, long host) {
        for (long at = 0; at < bytes; at += SECTOR) {
            sectors.put(start + at, List.of((long) depth, host < 0 ? -1 : host + at));
        }
    }

    /// `base <-- mid <-- top`, and `other` on mid.
    private List<Path> family() throws IOException {
        var base = directory.resolve("base");
        Tool.qemuImg("create", "-q", "-f", "qcow2", base.toString(), "8M");
        Tool.qemuIo(base, "write -P 1 0 4M");
        var mid = overlay("mid", base);
        Tool.qemuIo(mid, "write -P 2 1M 2M");
        var top = overlay("top", mid);
        Tool.qemuIo(top, "write -P 3 0 2M", "write -z 7M 1M");
        var other = overlay("other", mid);
        Tool.qemuIo(other, "write -P 4 2M 1M", "write -P 4 6M 64k");
        return List.of(base, mid, top, other);
    }

    private Path overlay(String name, Path below) throws IOException {
        var path = directory.resolve(name);
        Overlay.create(OverlaySpec.of(path, below, ImageFormat.QCOW2, "t"));
        return path;
    }

    private static final long MIB = 1 << 20;

    @Test
    void changedExtentsAreThoseAboveTheBase() throws IOException {
        var family = family();
        var changed = new ArrayList<String>();
        Extents.readChanged(
                family.get(2),
                ImageFormat.QCOW2,
                family.get(0),
                e -> changed.add(e.kind() + " " + e.start() / MIB + "-" + e.end() / MIB));
        assertThat(changed).containsExactly("DATA 0-2", "DATA 2-3", "ZEROS 7-8");
    }

    /// Of each cluster the topmost version counts, once; zeros are no bytes.
    @Test
    void whatWouldBeCopiedIsKnownBefore() throws IOException {
        var family = family();
        var top = family.get(2);
        assertThat(Commit.bytes(top, ImageFormat.QCOW2, family.get(0))).isEqualTo(3 * MIB);
        assertThat(Commit.bytes(top, ImageFormat.QCOW2, family.get(1))).isEqualTo(2 * MIB);
        assertThat(Pull.bytes(top, family.get(0))).isEqualTo(MIB);
        assertThat(Pull.bytesOfAll(top)).isEqualTo(2 * MIB);
    }
}
