package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.HostChange;
import dev.varve.operation.Outcome;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import dev.varve.operation.SnapshotChange.CreateOption;
import dev.varve.operation.VarveException;
import dev.varve.state.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Snapshots as documents describe them.
class FromDocumentTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("doc");

    @Test
    void isNamedByTheTimeWhereTheDocumentHasNoName() {
        var plan =
                perform(
                        web,
                        Change.createFrom(
                                        "<domainsnapshot/>",
                                        CreateOption.DISK_ONLY,
                                        CreateOption.ATOMIC)
                                .tagged("one")
                                .tagged("two")
                                .forPolicy("nightly"));
        var taken = web.snapshot(plan.subject().snapshots().getFirst());
        assertThat(taken.notes().tags()).containsExactly("one", "two");
        assertThat(taken.notes().policy()).contains("nightly");
        assertThat(taken.name()).isEqualTo(Long.toString(plan.at().getEpochSecond()));
    }

    @Test
    void isOnlyMetadataWhereItIsRedefined() {
        perform(web, Change.create("one"));
        perform(web, Change.create("two"));
        var document = web.snapshotXml("one");
        var image = LibraryHost.head(web);
        perform(web, Change.delete("one").inMetadataOnly());
        assertThat(web.snapshots()).extracting(Snapshot::name).containsExactly("two");
        assertThat(web.redefine(document, true)).isEqualTo("one");
        assertThat(web.currentSnapshot()).map(Snapshot::name).contains("one");
        assertThat(web.redefine(web.snapshotXml("two"), false)).isEqualTo("two");
        assertThat(web.currentSnapshot()).map(Snapshot::name).contains("one");
        assertThat(LibraryHost.head(web)).isEqualTo(image);
        assertThatThrownBy(() -> web.redefine("<domainsnapshot>", false))
                .isInstanceOf(VarveException.class);
    }

    @Test
    void isTakenOfSeveralDomainsWithOverlaysOfTheirOwn() {
        var db = host.define("doc");
        var group = "g-" + UUID.randomUUID();
        var document =
                "<domainsnapshot><name>n</name><disks><disk name='vda' snapshot='external'/>"
                        + "</disks></domainsnapshot>";
        var change =
                HostChange.createGroupFrom(group, document, web.name(), db.uuid().toString())
                        .tagged(Set.of("t"))
                        .validated();
        assertThat(host.varve().perform(change, ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
        assertThat(web.snapshot("n").notes().group().map(Snapshot.Group::name)).contains(group);
        assertThat(db.snapshot("n").notes().tags()).containsExactly("t");
        assertThat(host.varve().groups()).contains(group);
        assertThat(host.varve().preview(change)).isInstanceOf(Preview.Refused.class);
        assertThat(host.varve().preview(HostChange.createGroupFrom("none", "<x", web.name())))
                .isInstanceOfSatisfying(
                        Preview.Refused.class,
                        refused ->
                                assertThat(refused.refusal().kind())
                                        .isEqualTo(Refusal.Kind.INVALID));
    }

    @Test
    void usesAnOverlayThatIsThere() throws IOException {
        var overlay = host.file("ready.qcow2");
        var base = LibraryHost.head(web).toString();
        LibraryHost.run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                base,
                overlay.toString());
        var document =
                "<domainsnapshot><name>r</name><disks><disk name='vda'><source file='"
                        + overlay
                        + "'/></disk></disks></domainsnapshot>";
        assertThat(web.preview(Change.createFrom(document, CreateOption.DISK_ONLY)))
                .isInstanceOf(Preview.Refused.class);
        assertThat(Files.exists(overlay)).isTrue();
        perform(
                web,
                Change.createFrom(document, CreateOption.DISK_ONLY, CreateOption.REUSE_EXTERNAL));
        assertThat(LibraryHost.head(web)).isEqualTo(overlay);
    }
}
