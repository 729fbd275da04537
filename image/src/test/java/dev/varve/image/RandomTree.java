package dev.varve.image;

import dev.varve.image.RandomChain.Made;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/// A [RandomChain] with further overlays on some of its layers, and what `qemu-img map` says of each.
final class RandomTree {
    static final int SECTOR = 512;
    private static final Pattern EXTENT =
            Pattern.compile(
                    "\"start\": (\\d+), \"length\": (\\d+), \"depth\": (\\d+),.*?\"zero\": (\\w+),"
                            + " \"data\": (\\w+)(?:.*?\"offset\": (\\d+))?");

    private final RandomChain chain;
    private final List<Made> layers;

    /// By image, from top to base.
    private final Map<Path, List<Path>> chains = new HashMap<>();

    /// Where a sector's data is.
    ///
    /// @param host -1 where it is compressed: then it is the file's only data for that sector
    record Home(Path file, long host) {}

    RandomTree(Path directory, Random random, boolean compressing) throws IOException {
        chain = new RandomChain(directory, random, 1 + random.nextInt(4), compressing);
        layers = new ArrayList<>(chain.layers());
        var below = new ArrayList<Path>();
        for (var layer : layers) {
            below.addFirst(layer.path());
            chains.put(layer.path(), List.copyOf(below));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            fork(directory.resolve("fork" + i), layers.get(random.nextInt(layers.size())), random);
        }
    }

    private void fork(Path path, Made below, Random random) throws IOException {
        Overlay.create(OverlaySpec.of(path, below.path(), below.format(), "t"));
        var story = new ArrayList<String>();
        for (int i = random.nextInt(6); i > 0; i--) {
            long at = (long) (random.nextDouble() * below.size()) / SECTOR * SECTOR;
            long bytes = Math.min(below.size() - at, (1 + random.nextInt(900)) * (long) SECTOR);
            story.add((random.nextInt(3) == 0 ? "write -z " : "write -P 7 ") + at + " " + bytes);
        }
        if (!story.isEmpty()) {
            Tool.qemuIo(path, story.toArray(String[]::new));
        }
        var chain = new ArrayList<>(List.of(path));
        chain.addAll(chains.getOrDefault(below.path(), List.of()));
        chains.put(path, chain);
        layers.add(new Made(path, ImageFormat.QCOW2, below.size(), story));
    }

    List<Made> layers() {
        return layers;
    }

    boolean isSpoilt() {
        return chain.isSpoilt();
    }

    /// {@return the images that are read through one, from top to base}
    List<Path> chain(Made image) {
        return chains.getOrDefault(image.path(), List.of());
    }

    /// {@return where each sector that isn't zeros is read from, by its offset}
    Map<Long, Home> homes(Made image) {
        var map =
                Tool.qemuImg(
                        "map",
                        "--output=json",
                        "-f",
                        image.format().formatName(),
                        image.path().toString());
        var files = chain(image);
        var homes = new HashMap<Long, Home>();
        for (var line : map.split("\n", -1)) {
            var extent = EXTENT.matcher(line);
            if (extent.find() && extent.group(5).equals("true")) {
                var file = files.get(Integer.parseInt(extent.group(3)));
                long start = Long.parseLong(extent.group(1));
                long host = extent.group(6) == null ? -1 : Long.parseLong(extent.group(6));
                for (long at = 0; at < Long.parseLong(extent.group(2)); at += SECTOR) {
                    homes.put(start + at, new Home(file, host < 0 ? -1 : host + at));
                }
            }
        }
        return homes;
    }

    @Override
    public String toString() {
        var text = new StringBuilder(chain.toString());
        for (var layer : layers) {
            text.append(layer.path().getFileName()).append(' ').append(layer.story()).append('\n');
        }
        return text.append(chains).toString();
    }
}
