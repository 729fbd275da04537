package dev.varve.bench;

import dev.varve.image.BackingChain;
import dev.varve.image.Check;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.image.Overlay;
import dev.varve.image.OverlaySpec;
import dev.varve.image.check.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What only reads: headers and tables.
final class ReadComparisons {
    private static final int DEPTH = 100;
    private static final int IMAGES = 10_000;

    private final String fileSystem;
    private final Path directory;
    private final String only;

    ReadComparisons(String fileSystem, Path directory, String only) {
        this.fileSystem = fileSystem;
        this.directory = directory;
        this.only = only;
    }

    void run() throws IOException {
        var chain = chain();
        compare(
                "info of a chain of 100",
                () ->
                        Program.run(
                                "qemu-img",
                                "info",
                                "--backing-chain",
                                "-f",
                                "qcow2",
                                chain.getLast().toString()),
                () -> {
                    var layers = BackingChain.open(chain.getLast(), ImageFormat.QCOW2);
                    require(layers.layers().size() == DEPTH);
                });
        compare(
                "check of a chain of 100",
                () -> {
                    for (var image : chain) {
                        Program.run("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
                    }
                },
                () -> {
                    for (var image : chain) {
                        require(Check.of(image).verdict() == CheckResult.Verdict.SOUND);
                    }
                });
        var headers = "headers of 10,000 images";
        if (chosen(headers)) {
            var images = images();
            new TimedComparison(fileSystem, headers)
                    .runLong(
                            () -> {
                                for (var image : images) {
                                    Program.run(
                                            "qemu-img", "info", "-f", "qcow2", image.toString());
                                }
                            },
                            () -> {
                                for (var image : images) {
                                    require(Image.read(image, ImageFormat.QCOW2).virtualSize() > 0);
                                }
                            });
        }
    }

    private boolean chosen(String name) {
        return name.contains(only) || fileSystem.contains(only);
    }

    private void compare(String name, TimedComparison.Action theirs, TimedComparison.Action ours)
            throws IOException {
        if (chosen(name)) {
            new TimedComparison(fileSystem, name).run(() -> {}, theirs, ours);
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not what was made");
        }
    }

    private List<Path> chain() throws IOException {
        var chain = new ArrayList<Path>();
        var base = directory.resolve("chain0");
        Program.run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "10G");
        chain.add(base);
        for (int i = 1; i < DEPTH; i++) {
            var layer = directory.resolve("chain" + i);
            Overlay.create(OverlaySpec.of(layer, chain.getLast(), ImageFormat.QCOW2, "bench"));
            chain.add(layer);
        }
        return chain;
    }

    private List<Path> images() throws IOException {
        var images = new ArrayList<Path>();
        var pool = Files.createDirectory(directory.resolve("pool"));
        for (int i = 0; i < IMAGES; i++) {
            var image = pool.resolve("image" + i);
            Files.copy(directory.resolve("chain1"), image);
            images.add(image);
        }
        return images;
    }
}
