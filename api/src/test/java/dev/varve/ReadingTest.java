package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.Comparison;
import dev.varve.operation.DiskChange;
import dev.varve.operation.ExtentListener;
import dev.varve.operation.HostChange;
import dev.varve.operation.Outcome;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import dev.varve.state.Diagnosis;
import dev.varve.state.Difference;
import dev.varve.state.Differences;
import dev.varve.state.Finding;
import dev.varve.state.Layer;
import dev.varve.state.Pin;
import dev.varve.state.Snapshot;
import dev.varve.state.SnapshotMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is told of images, and of what is wrong with them.
class ReadingTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("reading");

    @BeforeEach
    void prepare() {
        host.write(web, 1);
        perform(web, Change.create("one"));
        host.write(web, 2);
    }

    @Test
    void layersTellWhatNeedsThem() {
        var forest = web.layers();
        assertThat(forest.place()).isEmpty();
        var base = forest.trees().getFirst();
        var pin = new Pin(Pin.Kind.SNAPSHOT, Optional.of(web.name()), "one");
        assertThat(base.pins()).containsExactly(pin);
        assertThat(pin.describe()).isEqualTo("snapshot one of " + web.name());
        assertThat(pin.describeFor(web.name())).isEqualTo("snapshot one");
        assertThat(base.opened()).isEqualTo(Layer.Opened.BY_NOBODY);
        assertThat(base.file()).isPresent();
        assertThat(base.exclusive()).isPresent();
        assertThat(forest.all().map(Layer::image)).hasSize(2).contains(LibraryHost.head(web));
        assertThat(web.layers(/* measured= */ false).all())
                .allMatch(layer -> layer.exclusive().isEmpty());
    }

    @Test
    void layersAreAlsoThoseOfAPlace() throws IOException {
        var image = web.layers().trees().getFirst().image();
        var ofImage = host.varve().layers(image, /* measured= */ true);
        assertThat(ofImage.trees()).isEqualTo(web.layers().trees());
        assertThat(ofImage.place()).contains(image);
        var directory = host.file(".").normalize();
        assertThat(host.varve().layers(directory, false).all().map(Layer::image)).contains(image);

        var overlay = host.file("lost.qcow2").toString();
        LibraryHost.run(
                "qemu-img",
                "create",
                "-q",
                "-u",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                host.file("gone.qcow2").toString(),
                overlay,
                "1M");
        assertThat(host.varve().layers(directory, false).all())
                .anyMatch(layer -> layer.missing().isPresent());
        var nothing = host.file("nothing");
        assertThatThrownBy(() -> host.varve().layers(nothing, false))
                .isInstanceOfSatisfying(
                        VarveException.class,
                        e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.NOT_FOUND));
    }

    @Test
    void statesAreComparedWithoutKeepingWhatIsTold() {
        var told = new ArrayList<Difference.Extent>();
        var asked = Comparison.of("one").only("vda").verifying();
        var differences =
                web.compare(
                        asked,
                        (disk, offset, length) -> {
                            assertThat(disk).isEqualTo("vda");
                            told.add(new Difference.Extent(offset, length));
                        });
        assertThat(told).containsExactly(new Difference.Extent(2 << 16, 1 << 16));
        assertThat(differences)
                .isEqualTo(
                        new Differences(
                                List.of(new Differences.Disk("vda", 1, 1 << 16)),
                                List.of(),
                                /* outdated= */ false));
        assertThat(web.differences("one", true)).containsExactly(new Difference("vda", told));

        assertKind(VarveException.Kind.INVALID, Comparison.of("one").with("one"));
        assertKind(VarveException.Kind.NOT_FOUND, Comparison.of("one").with("two"));
        assertThatThrownBy(() -> web.compare(asked, (_, _, _) -> stop()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
    }

    private static void stop() {
        throw new IllegalStateException("enough");
    }

    private void assertKind(VarveException.Kind kind, Comparison asked) {
        assertThatThrownBy(() -> web.compare(asked, ExtentListener.silent()))
                .isInstanceOfSatisfying(
                        VarveException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void aFormatThatIsNotStatedIsMendedAsOneSays() throws IOException {
        hideBackingFormat(LibraryHost.head(web));

        assertThat(web.findings()).extracting(Finding::kind).contains("format-not-stated");
        assertThat(diagnosis().findings()).isEqualTo(web.findings());
        var mend = Change.mend().withFormat("qcow2");
        var steps = web.stepsToMend(mend);
        assertThat(steps).isNotEmpty();
        assertThat(web.findings()).extracting(Finding::kind).contains("format-not-stated");
        assertThat(perform(web, mend).steps()).isNotEmpty();
        assertThat(web.findings()).extracting(Finding::kind).doesNotContain("format-not-stated");
        DiskChange.Mend wrong = Change.mend().withFormat("vmdk");
        assertThatThrownBy(() -> web.stepsToMend(wrong))
                .isInstanceOfSatisfying(
                        VarveException.class,
                        e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.INVALID));
    }

    /// Makes of the header's extension, `0xe2792aca`, one that nobody knows.
    private static void hideBackingFormat(Path overlay) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(overlay));
        int at = 0;
        while (bytes.getInt(at) != 0xe2792aca) {
            at += 4;
        }
        Files.write(overlay, bytes.putInt(at, 0x12792aca).array());
    }

    private Diagnosis diagnosis() {
        return host.varve().findings().stream()
                .filter(found -> found.uuid().equals(web.uuid()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDiagnosisBeginsWithWhatWasCut() throws IOException {
        assertThatThrownBy(() ->
                        web.perform(
                                Change.create("two"),
                                _ -> {
                                    throw new AssertionError("cut");
                                }))
                .hasMessage("cut");
        assertThat(web.findings().getFirst().kind()).isEqualTo("unfinished");
        assertThat(web.recover(ProgressListener.silent())).isPresent();
        assertThat(web.findings()).isEmpty();
    }

    @Test
    void aMapShowsSnapshotsInTheirOrder() {
        perform(web, Change.create("two").tagged("blue"));
        var map = web.map();
        assertThat(map.domain()).isEqualTo(web.name());
        assertThat(map.images()).isEqualTo(3);
        assertThat(map.virtualBytes()).isEqualTo(1 << 20);
        var one = map.roots().getFirst();
        assertThat(one.thing())
                .isInstanceOfSatisfying(
                        SnapshotMap.Taken.class,
                        taken -> {
                            assertThat(taken.name()).isEqualTo("one");
                            assertThat(taken.internal()).isFalse();
                            assertThat(taken.memory()).isFalse();
                        });
        assertThat(one.current()).isTrue();
        var two = one.next().getFirst();
        assertThat(((SnapshotMap.Taken) two.thing()).notes().tags()).containsExactly("blue");
        assertThat(two.next().getFirst().thing())
                .isEqualTo(
                        new SnapshotMap.Now(
                                "shut off",
                                ((SnapshotMap.Now) two.next().getFirst().thing()).disks()));
        assertThat(map.all()).hasSize(3);
    }

    @Test
    void notesAreReadFromMetadataAndTellTheGroupsMembers() {
        var db = host.define("reading-db");
        var group = HostChange.createGroup("nightly", web.name(), db.name());
        assertThat(host.varve().perform(group, ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
        var notes = Varve.notes(web.snapshotXml("nightly"));
        assertThat(notes.group())
                .contains(
                        new Snapshot.Group(
                                "nightly",
                                List.of(web.name(), db.name()).stream().sorted().toList()));
        assertThat(notes).isEqualTo(web.snapshot("nightly").notes());
        assertThatThrownBy(() -> Varve.notes("<domainsnapshot>"))
                .isInstanceOf(VarveException.class);
    }
}
