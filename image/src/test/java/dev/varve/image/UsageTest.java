package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.RandomChain.Made;
import dev.varve.image.RandomTree.Home;
import dev.varve.image.Usage.Share;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who sees which data, against what `qemu-img map` says of each image.
@Tag("slow")
class UsageTest {
    private static final long MIB = 1 << 20;
    private static final long CLUSTER = 64 << 10;

    @TempDir Path directory;

    @Test
    void isWhatEachSectorOfEachImageSays() throws IOException {
        long first = Long.getLong("varve.seed", 1);
        int trees = Integer.getInteger("varve.chains", 20);
        int compared = 0;
        for (long seed = first; seed < first + trees; seed++) {
            var random = new Random(seed);
            var place = Files.createDirectory(directory.resolve("tree" + seed));
            // qemu-img doesn't tell how much a compressed cluster takes.
            var tree = new RandomTree(place, random, false);
            if (!tree.isSpoilt()) {
                var readers = readers(tree, random);
                assertThat(Usage.of(seen(readers), paths(tree.layers())))
                        .as("seed %d%n%s%n%s", seed, tree, readers)
                        .isEqualTo(model(tree, readers));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(trees / 2);
    }

    /// Some read several images, and some images are read by several.
    private static List<List<Made>> readers(RandomTree tree, Random random) {
        var readers = new ArrayList<List<Made>>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            var images = new ArrayList<Made>();
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                images.add(tree.layers().get(random.nextInt(tree.layers().size())));
            }
            readers.add(images);
        }
        return readers;
    }

    private static List<List<Seen>> seen(List<List<Made>> readers) {
        return readers.stream()
                .map(images -> images.stream().map(i -> new Seen(i.path(), i.format())).toList())
                .toList();
    }

    private static Set<Path> paths(List<Made> layers) {
        return layers.stream().map(Made::path).collect(Collectors.toSet());
    }

    private static Usage model(RandomTree tree, List<List<Made>> readers) {
        var sees = new HashMap<Home, Set<Integer>>();
        var read = readers.stream().flatMap(List::stream).flatMap(i -> tree.chain(i).stream());
        var reached = read.collect(Collectors.toSet());
        for (var layer : tree.layers().stream().filter(l -> reached.contains(l.path())).toList()) {
            tree.homes(layer).values().stream()
                    .filter(home -> home.file().equals(layer.path()))
                    .forEach(home -> sees.put(home, new HashSet<>()));
        }
        for (int i = 0; i < readers.size(); i++) {
            for (var image : readers.get(i)) {
                for (var home : tree.homes(image).values()) {
                    Optional.ofNullable(sees.get(home)).orElseThrow().add(i);
                }
            }
        }
        var shares = new ArrayList<Share>();
        for (int i = 0; i < readers.size(); i++) {
            int reader = i;
            shares.add(
                    new Share(
                            bytes(sees, set -> set.equals(Set.of(reader))),
                            bytes(sees, set -> set.contains(reader))));
        }
        var exclusiveIn = new HashMap<Path, Long>();
        tree.layers().forEach(layer -> exclusiveIn.put(layer.path(), 0L));
        sees.forEach((home, by) -> {
            if (by.size() == 1) {
                exclusiveIn.merge(home.file(), (long) RandomTree.SECTOR, Long::sum);
            }
        });
        return new Usage(
                shares, bytes(sees, set -> set.size() > 1), bytes(sees, Set::isEmpty), exclusiveIn);
    }

    private static long bytes(
            Map<Home, Set<Integer>> sees, java.util.function.Predicate<Set<Integer>> which) {
        return sees.values().stream().filter(which).count() * RandomTree.SECTOR;
    }

    private Path image(String name) {
        var path = directory.resolve(name);
        Tool.qemuImg("create", "-q", "-f", "qcow2", path.toString(), "8M");
        return path;
    }

    private Path overlay(String name, Path below) throws IOException {
        var path = directory.resolve(name);
        Overlay.create(OverlaySpec.of(path, below, ImageFormat.QCOW2, "t"));
        return path;
    }

    private static List<Seen> disk(Path image) {
        return List.of(new Seen(image, ImageFormat.QCOW2));
    }

    private static List<Seen> snapshot(Path image, String id) {
        return List.of(new Seen(image, ImageFormat.QCOW2, Optional.of(id)));
    }

    @Test
    void whatTwoSeeIsExclusiveToNone() throws IOException {
        var base = image("base");
        Tool.qemuIo(base, "write -P 1 0 4M");
        var top = overlay("top", base);
        Tool.qemuIo(top, "write -P 2 1M 2M", "write -z 7M 1M");

        assertThat(Usage.of(List.of(disk(base), disk(base), disk(top)), Set.of(base, top)))
                .isEqualTo(
                        new Usage(
                                List.of(
                                        new Share(0, 4 * MIB),
                                        new Share(0, 4 * MIB),
                                        new Share(2 * MIB, 4 * MIB)),
                                4 * MIB,
                                0,
                                Map.of(base, 0L, top, 2 * MIB)));
        assertThat(Usage.of(List.of(disk(top)), Set.of(base, top)))
                .isEqualTo(
                        new Usage(
                                List.of(new Share(4 * MIB, 4 * MIB)),
                                0,
                                2 * MIB,
                                Map.of(base, 2 * MIB, top, 2 * MIB)));
    }

    @Test
    void whatDoesNotCountStillHides() throws IOException {
        var base = image("base");
        Tool.qemuIo(base, "write -P 1 0 4M");
        var clone = overlay("clone", base);
        Tool.qemuIo(clone, "write -P 2 1M 2M");

        assertThat(Usage.of(List.of(disk(clone)), Set.of(base)))
                .isEqualTo(
                        new Usage(
                                List.of(new Share(2 * MIB, 2 * MIB)),
                                0,
                                2 * MIB,
                                Map.of(base, 2 * MIB)));
    }

    @Test
    void aLinkLeadsToTheSameImage() throws IOException {
        var base = image("base");
        Tool.qemuIo(base, "write -P 1 0 1M");
        var link = Files.createSymbolicLink(directory.resolve("link"), base);

        assertThat(Usage.of(List.of(disk(base), disk(link)), Set.of(link)))
                .isEqualTo(
                        new Usage(
                                List.of(new Share(0, MIB), new Share(0, MIB)),
                                MIB,
                                0,
                                Map.of(link, 0L)));
    }

    @Test
    void anInternalSnapshotIsSeenByItsOwnTables() throws IOException {
        var base = image("base");
        Tool.qemuIo(base, "write -P 1 0 4M");
        var top = overlay("top", base);
        Tool.qemuIo(top, "write -P 2 0 1M");
        Tool.qemuImg("snapshot", "-c", "i1", top.toString());
        Tool.qemuIo(top, "write -P 3 512k 1M");
        Tool.qemuImg("snapshot", "-c", "i2", top.toString());
        Tool.qemuIo(top, "write -P 4 3M 1M");

        var usage =
                Usage.of(
                        List.of(disk(top), snapshot(top, "1"), snapshot(top, "2")),
                        Set.of(base, top));

        // i1 alone sees what it was at 512k-1M, and base's data at 1M-1.5M.
        assertThat(usage)
                .isEqualTo(
                        new Usage(
                                List.of(
                                        new Share(MIB, 4 * MIB),
                                        new Share(MIB, 4 * MIB),
                                        new Share(0, 4 * MIB)),
                                4 * MIB,
                                MIB,
                                Map.of(base, MIB / 2, top, MIB + MIB / 2)));
    }

    @Test
    void aSnapshotsMemoryIsItsOwn() throws IOException {
        var image = image("vm");
        Tool.qemuIo(image, "write -P 1 0 1M");
        saveMemory(image);

        var usage = Usage.of(List.of(disk(image), snapshot(image, "1")), Set.of(image));

        assertThat(usage.readers().getFirst()).isEqualTo(new Share(0, MIB));
        assertThat(usage.readers().getLast().exclusive()).isGreaterThanOrEqualTo(CLUSTER);
        assertThat(usage.shared()).isEqualTo(MIB);
    }

    /// A machine without anything but the image and little memory.
    private static void saveMemory(Path image) {
        var drive = "if=none,id=d,format=qcow2,file=" + image;
        Tool.must(
                "sh",
                "-c",
                "printf 'savevm one\\nquit\\n' | qemu-system-x86_64 -accel tcg -S -M none -m 16"
                        + " -nodefaults -display none -monitor stdio -drive "
                        + drive);
    }

    /// Tables aren't encrypted. What they lead to is, and can't be compared.
    @Test
    void whatIsEncryptedCounts() throws IOException {
        var image = directory.resolve("secret");
        Tool.makeEncrypted(image);
        var options = "driver=qcow2,encrypt.key-secret=s,file.filename=" + image;
        Tool.must("qemu-io", "--object", Tool.SECRET, "--image-opts", options, "-c", "write 0 1M");

        assertThat(Usage.of(List.of(disk(image)), Set.of(image)).held()).isEqualTo(MIB);
        var seen = disk(image).getFirst();
        Differences.Reader none = (_, _) -> {};
        assertThatThrownBy(() -> Differences.readVerified(seen, seen, none))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining("encrypted");
    }

    @Test
    void whatIsCompressedCountsAsItIsStored() throws IOException {
        var plain = image("plain");
        Tool.qemuIo(plain, "write -P 1 0 4M");
        var packed = directory.resolve("packed");
        Tool.qemuImg("convert", "-c", "-O", "qcow2", plain.toString(), packed.toString());

        var usage = Usage.of(List.of(disk(packed)), Set.of(packed));

        // 64 clusters of one byte each: some hundred bytes of deflate, in sectors.
        assertThat(usage.held()).isBetween(64L * 32, 64L * 1024);
        var top = overlay("top", packed);
        Tool.qemuIo(top, "write -P 2 0 2M");
        var halves = Usage.of(List.of(disk(packed), disk(top)), Set.of(packed));
        assertThat(halves.held()).isEqualTo(usage.held());
        assertThat(halves.readers().getFirst().exclusive()).isEqualTo(halves.shared());
    }
}
