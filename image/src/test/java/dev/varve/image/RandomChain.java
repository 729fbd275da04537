package dev.varve.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// A chain that QEMU's own tools made, of a seed's choice: mixed formats and cluster sizes, zeros,
/// discards, compressed clusters, subclusters, layers of different sizes.
final class RandomChain {
    private static final int SECTOR = 512;

    /// A layer, and what was done to it.
    record Made(Path path, ImageFormat format, long size, List<String> story) {}

    private final Path directory;
    private final Random random;
    private final boolean compressing;
    private final List<Made> layers = new ArrayList<>();
    private boolean spoilt;

    /// Makes the chain in a directory that has nothing else in it.
    RandomChain(Path directory, Random random, int depth) throws IOException {
        this(directory, random, depth, true);
    }

    /// As the other, perhaps without compressed clusters.
    RandomChain(Path directory, Random random, int depth, boolean compressing) throws IOException {
        this.directory = directory;
        this.random = random;
        this.compressing = compressing;
        for (int i = 0; i < depth; i++) {
            layers.add(i == 0 ? base() : overlay(layers.getLast()));
        }
        spoilt |= layers.stream().anyMatch(RandomChain::isUnsound);
    }

    /// QEMU 7.2 has been seen to put a cluster of data where compressed ones are.
    private static boolean isUnsound(Made layer) {
        return layer.story().stream().anyMatch(line -> line.startsWith("write -c"))
                && Tool.run("qemu-img", "check", "-f", "qcow2", layer.path().toString()).status()
                        != 0;
    }

    /// {@return the layers from base (0) to top}
    List<Made> layers() {
        return layers;
    }

    /// {@return whether QEMU itself has ruined one, as it does now and then with narrow refcounts}
    boolean isSpoilt() {
        return spoilt;
    }

    Made top() {
        return layers.getLast();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var layer : layers) {
            text.append(layer.path().getFileName()).append(' ').append(layer.size());
            layer.story().forEach(line -> text.append("\n  ").append(line));
            text.append('\n');
        }
        return text.toString();
    }

    private Made base() {
        long size = size(0);
        var path = directory.resolve("layer0");
        var story = new ArrayList<String>();
        boolean raw = random.nextInt(4) == 0;
        if (raw) {
            create(story, "-f", "raw", path.toString(), Long.toString(size));
        } else {
            create(story, "-f", "qcow2", "-o", options(), path.toString(), Long.toString(size));
        }
        var format = raw ? ImageFormat.RAW : ImageFormat.QCOW2;
        write(path, format, size, story);
        return new Made(path, format, size, story);
    }

    private Made overlay(Made below) {
        long size = random.nextBoolean() ? size(below.size()) : below.size();
        var path = directory.resolve("layer" + layers.size());
        var story = new ArrayList<String>();
        create(
                story,
                "-f",
                "qcow2",
                "-F",
                below.format().formatName(),
                "-b",
                below.path().toString(),
                "-o",
                options(),
                path.toString(),
                Long.toString(size));
        write(path, ImageFormat.QCOW2, size, story);
        return new Made(path, ImageFormat.QCOW2, size, story);
    }

    private static void create(List<String> story, String... arguments) {
        story.add(String.join(" ", arguments));
        Tool.qemuImg(
                Stream.concat(Stream.of("create", "-q"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private long size(long near) {
        long bytes = near == 0 ? 1 + random.nextInt(6 << 20) : near / 2 + random.nextInt(3 << 20);
        return random.nextBoolean()
                ? (bytes >>> 16 << 16) + (1 << 16)
                : bytes / SECTOR * SECTOR + SECTOR;
    }

    private String options() {
        boolean extended = random.nextInt(4) == 0;
        int bits = extended ? 14 + random.nextInt(5) : 9 + random.nextInt(10);
        var text = new StringBuilder("cluster_size=").append(1 << bits);
        if (extended) {
            return text.append(",extended_l2=on").toString();
        }
        if (random.nextInt(6) == 0) {
            return text.append(",compat=0.10").toString();
        }
        if (random.nextInt(4) == 0) {
            text.append(",refcount_bits=").append(1 << random.nextInt(7));
        }
        if (random.nextInt(4) == 0) {
            text.append(",compression_type=zstd");
        }
        return text.toString();
    }

    /// Some writes, each of a byte that tells it from the others.
    private void write(Path path, ImageFormat format, long size, List<String> story) {
        var line = new ArrayList<>(List.of("qemu-io", "-f", format.formatName(), path.toString()));
        // A layer that is full shows wherever it isn't hidden.
        if (random.nextInt(3) == 0) {
            line.addAll(List.of("-c", "write -P 33 0 " + size));
            story.add("write -P 33 0 " + size);
        }
        for (int i = random.nextInt(12); i > 0; i--) {
            var command = command(format, size);
            story.add(command);
            line.addAll(List.of("-c", command));
        }
        if (line.size() > 4) {
            // QEMU compresses no cluster that is allocated already.
            var made = Tool.run(line.toArray(String[]::new)).output();
            spoilt |= made.contains("Marking image as corrupt");
            if (!spoilt
                    && made.replace("write failed: Input/output error", "").contains("failed")) {
                throw new AssertionError(line + ": " + made);
            }
        }
    }

    private String command(ImageFormat format, long size) {
        long at = (long) (random.nextDouble() * size) / SECTOR * SECTOR;
        long bytes = Math.min(size - at, (1 + random.nextInt(700)) * (long) SECTOR);
        int pattern = 1 + random.nextInt(254);
        return switch (random.nextInt(format == ImageFormat.RAW ? 3 : compressing ? 6 : 5)) {
            case 0 -> "write -z " + at + " " + bytes;
            case 3 -> "write -z -u " + at + " " + bytes;
            case 4 -> "discard " + at + " " + bytes;
            case 5 ->
                    "write -c -P " + pattern + " " + (at >>> 18 << 18) + " " + compressed(at, size);
            default -> "write -P " + pattern + " " + at + " " + bytes;
        };
    }

    /// A compressed write is of whole clusters, or up to the end of the disk.
    private static long compressed(long at, long size) {
        return Math.min(1 << 18, size - (at >>> 18 << 18));
    }

    /// {@return `raw`, with what the layer reads as, as qemu-img has it}
    static Path contents(Made layer, Path raw) throws IOException {
        Files.deleteIfExists(raw);
        Tool.qemuImg(
                "convert",
                "-f",
                layer.format().formatName(),
                "-O",
                "raw",
                layer.path().toString(),
                raw.toString());
        return raw;
    }
}
