package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What is read through layers of a domain, kept to be compared with what is read there later.
final class Contents {
    private final RealGuest guest;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Excluded> excluded = new ArrayList<>();

    /// @param snapshot whose frozen layer it is; the head's is empty
    private record Layer(String snapshot, String disk, Path copy) {}

    /// A disk that a snapshot left out: it goes on, and what is below it may be merged.
    private record Excluded(String snapshot, String disk) {}

    private Contents(RealGuest guest) {
        this.guest = guest;
    }

    /// {@return the same, to be compared with what another domain holds}
    Contents on(RealGuest other) {
        var contents = new Contents(other);
        contents.layers.addAll(layers);
        contents.excluded.addAll(excluded);
        return contents;
    }

    /// {@return what these snapshots hold}
    static Contents ofSnapshots(RealGuest guest, String... snapshots)
            throws IOException, InterruptedException {
        var contents = new Contents(guest);
        for (var disk : guest.heads().keySet()) {
            for (var snapshot : snapshots) {
                if (guest.isExcluded(snapshot, disk)) {
                    contents.excluded.add(new Excluded(snapshot, disk));
                } else {
                    contents.keep(snapshot, disk, guest.frozen(snapshot, disk));
                }
            }
        }
        return contents;
    }

    /// {@return what the snapshots of a domain that is stopped hold, and its heads}
    static Contents of(RealGuest guest) throws IOException, InterruptedException {
        var contents = ofSnapshots(guest, guest.snapshots().toArray(String[]::new));
        for (var head : guest.heads().entrySet()) {
            contents.keep("", head.getKey(), head.getValue());
        }
        return contents;
    }

    private void keep(String snapshot, String disk, Path image)
            throws IOException, InterruptedException {
        layers.add(new Layer(snapshot, disk, copy(snapshot, disk, image)));
    }

    /// {@return what is read through the image, or through the snapshot in it}
    private Path copy(String snapshot, String disk, Path image)
            throws IOException, InterruptedException {
        var copy = Files.createTempFile(guest.host().root(), "copy", ".raw");
        var command = new ArrayList<>(List.of("qemu-img", "convert", "-U", "-O", "raw"));
        if (!snapshot.isEmpty() && guest.isInternal(snapshot, disk)) {
            command.addAll(List.of("-l", "snapshot.name=" + snapshot.replace(",", ",,")));
        }
        command.addAll(List.of(image.toString(), copy.toString()));
        guest.host().run(command.toArray(String[]::new)).ok();
        return copy;
    }

    /// Checks that the snapshots that are left, and the heads, are read as they were.
    void assertUnchanged() throws IOException, InterruptedException {
        assertSnapshotsUnchanged();
        for (var layer : layers) {
            if (layer.snapshot().isEmpty()) {
                assertSame(layer, "", guest.head(layer.disk()));
            }
        }
    }

    /// Checks that the snapshots that are left are read as they were, and still find the disks that they left out.
    void assertSnapshotsUnchanged() throws IOException, InterruptedException {
        var left = guest.snapshots();
        for (var layer : layers) {
            if (left.contains(layer.snapshot())) {
                assertSame(layer, layer.snapshot(), guest.frozen(layer.snapshot(), layer.disk()));
            }
        }
        for (var disk : excluded) {
            if (left.contains(disk.snapshot())) {
                assertThat(guest.host().chain(guest.head(disk.disk())))
                        .as("images of %s", disk)
                        .contains(guest.frozen(disk.snapshot(), disk.disk()));
            }
        }
    }

    /// Checks that the heads are read as they were.
    void assertHeadsUnchanged() throws IOException, InterruptedException {
        for (var layer : layersOf("")) {
            assertSame(layer, "", guest.head(layer.disk()));
        }
    }

    /// Checks that the snapshots are all there and are read as they were, and so are the heads.
    void assertAllUnchanged() throws IOException, InterruptedException {
        assertThat(guest.snapshots())
                .containsAll(
                        layers.stream()
                                .map(Layer::snapshot)
                                .filter(snapshot -> !snapshot.isEmpty())
                                .toList());
        assertUnchanged();
    }

    /// Checks that the heads are read as the snapshot is.
    void assertHeadsAre(String snapshot) throws IOException, InterruptedException {
        for (var layer : layersOf(snapshot)) {
            assertSame(layer, "", guest.head(layer.disk()));
        }
    }

    private Collection<Layer> layersOf(String snapshot) {
        var found = layers.stream().filter(l -> l.snapshot().equals(snapshot)).toList();
        assertThat(found).as(snapshot).isNotEmpty();
        return found;
    }

    /// Checks that a snapshot is read as the heads were.
    void assertHeadsWentTo(String snapshot) throws IOException, InterruptedException {
        for (var layer : layersOf("")) {
            assertSame(layer, snapshot, guest.frozen(snapshot, layer.disk()));
        }
    }

    private void assertSame(Layer layer, String snapshot, Path image)
            throws IOException, InterruptedException {
        var now = copy(snapshot, layer.disk(), image);
        assertThat(Files.mismatch(layer.copy(), now))
                .as("%s of %s in %s differs at", layer.disk(), layer.snapshot(), image)
                .isEqualTo(-1);
        Files.delete(now);
    }
}
