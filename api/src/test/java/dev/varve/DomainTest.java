package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.HostChange;
import dev.varve.operation.KeepRules;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import dev.varve.operation.SnapshotChange;
import dev.varve.operation.VarveException;
import dev.varve.state.GroupMember;
import dev.varve.state.RunState;
import dev.varve.state.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What a program does with domains, on real libvirt and real images.
class DomainTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("web");

    private static List<String> names(Domain domain) {
        return domain.snapshots().stream().map(Snapshot::name).toList();
    }

    private static Plan previewed(Domain domain, Change change) {
        var preview = domain.preview(change);
        assertThat(preview).isInstanceOf(Preview.Possible.class);
        return ((Preview.Possible) preview).plan();
    }

    private static void assertRefused(Preview preview, Refusal.Kind kind) {
        assertThat(preview)
                .isInstanceOfSatisfying(
                        Preview.Refused.class,
                        refused -> assertThat(refused.refusal().kind()).isEqualTo(kind));
    }

    @Test
    void isFoundByNameAndByUuid() {
        assertThat(host.varve().domain(web.uuid().toString())).isEqualTo(web);
        assertThat(host.varve().domains()).contains(web);
        assertThat(host.varve().findDomain("nobody")).isEmpty();
        assertThatThrownBy(() -> host.varve().domain("nobody"))
                .isInstanceOfSatisfying(
                        VarveException.class,
                        e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.NOT_FOUND))
                .hasMessage("Domain not found: no domain with matching name 'nobody'");
        assertThat(web.state()).isEqualTo(RunState.SHUTOFF);
        assertThat(web.xml()).contains(web.name());
    }

    @Test
    void goesBackAndForthAndLosesNothing() {
        host.write(web, 1);
        perform(web, Change.create("one").described("the first").tagged("blue"));
        host.write(web, 2);
        perform(web, Change.create("two"));
        host.write(web, 3);

        perform(web, Change.revert("one"));
        assertThat(List.of(host.holds(web, 1), host.holds(web, 2))).containsExactly(true, false);
        assertThat(web.currentSnapshot().map(Snapshot::name)).contains("one");
        perform(web, Change.undo());
        assertThat(List.of(host.holds(web, 1), host.holds(web, 2), host.holds(web, 3)))
                .containsExactly(true, true, true);

        var one = web.snapshot("one");
        assertThat(one.description()).isEqualTo("the first");
        assertThat(one.notes().tags()).containsExactly("blue");
        assertThat(one.location()).isEqualTo(Snapshot.Location.EXTERNAL);
        assertThat(one.parent()).isEmpty();
        assertThat(web.snapshot("two").parent()).contains("one");
        assertThat(web.snapshotXml("two")).contains("<domainsnapshot>");

        perform(web, Change.delete("one").withDescendants());
        assertThat(names(web)).doesNotContain("one", "two");
        assertThat(List.of(host.holds(web, 1), host.holds(web, 2), host.holds(web, 3)))
                .containsExactly(true, true, true);
    }

    @Test
    void isToldWhatWouldBeDoneAndTouchesNothing() {
        host.write(web, 1);
        perform(web, Change.create("one"));
        var before = web.disks();

        var plan = previewed(web, Change.delete("one"));

        assertThat(plan.summary()).isEqualTo("delete snapshot one of " + web.name());
        assertThat(plan.steps()).isNotEmpty();
        assertThat(plan.bytesToCopy()).isPositive();
        assertThat(plan.time(1 << 20)).isPositive();
        assertThat(names(web)).containsExactly("one");
        assertThat(web.disks()).isEqualTo(before);
    }

    @Test
    void refusesWithAReasonAndTouchesNothing() {
        perform(web, Change.create("one"));
        assertThat(web.preview(Change.delete("other")))
                .isInstanceOfSatisfying(
                        Preview.Refused.class,
                        refused ->
                                assertThat(refused.refusal().kind())
                                        .isEqualTo(Refusal.Kind.NOT_FOUND));
        perform(web, Change.hold("one", "for the audit"));
        assertThat(web.perform(Change.delete("one"), ProgressListener.silent()))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused ->
                                assertThat(refused.refusal().message()).contains("for the audit"));
        assertThat(web.snapshot("one").notes().hold()).contains("for the audit");
        perform(web, Change.release("one"));
        perform(web, Change.tag("one").add("red"));
        perform(web, Change.describe("one", "other words"));
        assertThat(web.snapshot("one").description()).isEqualTo("other words");
        assertRefused(web.preview(Change.create("x").tagged("a,b")), Refusal.Kind.INVALID);
        assertThat(web.perform(Change.create("x").tagged("a,b"), ProgressListener.silent()))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(names(web)).containsExactly("one");
    }

    @Test
    void tellsHowFarItIs() {
        var told = new ArrayList<Progress>();
        assertThat(web.perform(Change.create("one"), told::add)).isInstanceOf(Outcome.Done.class);
        var steps =
                told.stream()
                        .filter(Progress.Step.class::isInstance)
                        .map(Progress.Step.class::cast)
                        .toList();
        assertThat(steps).isNotEmpty();
        assertThat(steps.getLast().number()).isEqualTo(steps.getLast().count());
    }

    @Test
    void showsWhatSnapshotsTakeAndHowTheyDiffer() {
        host.write(web, 1);
        perform(web, Change.create("one"));
        host.write(web, 2);

        var usage = web.usage();
        assertThat(usage.snapshots()).hasSize(1);
        assertThat(usage.total())
                .isEqualTo(
                        usage.present()
                                + usage.others()
                                + usage.shared()
                                + usage.hidden()
                                + usage.snapshots().getFirst().exclusive());
        var differences = web.differences("one", true);
        assertThat(differences).hasSize(1);
        assertThat(differences.getFirst().bytes()).isEqualTo(64 << 10);
        assertThat(differences.getFirst().extents().getFirst().offset()).isEqualTo(128 << 10);
        var layers = web.layers().trees();
        assertThat(layers).hasSize(1);
        assertThat(layers.getFirst().pins()).isNotEmpty();
        assertThat(layers.getFirst().overlays()).hasSize(1);
        assertThat(web.findings()).isEmpty();
    }

    @Test
    void findsWhatIsWrong() throws IOException {
        perform(web, Change.create("one"));
        var base = web.layers().trees().getFirst().image();
        var away = host.file("away");
        Files.move(base, away);
        try {
            assertThat(web.findings()).isNotEmpty();
            assertThat(web.findings().getFirst().kind()).isNotEmpty();
        } finally {
            Files.move(away, base);
        }
    }

    @Test
    void isClonedAndFlattened() throws IOException {
        host.write(web, 1);
        perform(web, Change.create("one"));
        var name = web.name() + "-clone";
        perform(web, Change.cloneOf("one", name).into(host.file("")));
        var clone = host.varve().domain(name);
        assertThat(host.holds(clone, 1)).isTrue();
        assertThat(web.perform(Change.delete("one"), ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
        perform(clone, Change.flatten());
        assertThat(host.holds(clone, 1)).isTrue();
        var moved = Files.createDirectory(host.file("moved"));
        perform(clone, Change.relocate(moved));
        assertThat(LibraryHost.head(clone)).hasParent(moved.toRealPath());
    }

    @Test
    void isPrunedByRules() {
        for (int i = 1; i <= 3; i++) {
            perform(web, Change.create("s" + i).forPolicy("nightly"));
        }
        perform(web, Change.prune(KeepRules.in(ZoneOffset.UTC).last(1)));
        assertThat(names(web)).containsExactly("s3");
    }

    @Test
    void isTakenWithOthersAndGoesBackWithThem() {
        var db = host.define("db");
        var group = "g-" + UUID.randomUUID();
        host.write(web, 1);
        host.write(db, 1);
        assertThat(
                        host.varve()
                                .perform(
                                        HostChange.createGroup(group, web.name(), db.name()),
                                        ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
        assertThat(host.varve().group(group).members())
                .containsExactlyInAnyOrder(
                        new GroupMember(web.name(), group), new GroupMember(db.name(), group));
        host.write(web, 2);
        host.write(db, 2);
        var preview = host.varve().preview(HostChange.revertGroup(group));
        assertThat(preview).isInstanceOf(Preview.Possible.class);
        assertThat(
                        host.varve()
                                .perform(
                                        ((Preview.Possible) preview).plan(),
                                        ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
        assertThat(host.holds(web, 2) || host.holds(db, 2)).isFalse();
        perform(web, Change.deleteFromGroup(group, group));
        assertThat(host.varve().group(group).members())
                .containsExactly(new GroupMember(db.name(), group));
        var none = HostChange.revertGroup("none-" + group);
        assertThat(host.varve().preview(none))
                .isInstanceOfSatisfying(
                        Preview.Refused.class,
                        refused ->
                                assertThat(refused.refusal().kind())
                                        .isEqualTo(Refusal.Kind.NOT_FOUND));
        assertThat(host.varve().perform(none, ProgressListener.silent()))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void isExportedAndImported() throws IOException {
        host.write(web, 1);
        perform(web, Change.create("one"));
        var archive = host.file("web.tar");
        assertThat(web.export(archive, ProgressListener.silent()).besides()).isEmpty();
        assertThatThrownBy(() -> web.export(archive, ProgressListener.silent()))
                .isInstanceOfSatisfying(
                        VarveException.class,
                        e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.EXISTS));
        var there =
                host.varve()
                        .perform(
                                HostChange.importing(archive, host.file("")),
                                ProgressListener.silent());
        assertThat(there)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().message()).contains("UUID"));
        assertRefused(
                host.varve().preview(HostChange.importing(archive, host.file("no-directory"))),
                Refusal.Kind.NOT_FOUND);
    }

    @Test
    void prunesNothingThatIsToStay() {
        for (int i = 1; i <= 3; i++) {
            perform(web, Change.create("s" + i).forPolicy("nightly"));
        }
        var rules = KeepRules.in(ZoneOffset.UTC).last(1);
        perform(web, Change.prune(rules.within(Duration.ofMinutes(5))));
        assertThat(names(web)).containsExactly("s1", "s2", "s3");
        assertThatThrownBy(() -> rules.within(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesWhatADocumentDescribes() {
        var document =
                "<domainsnapshot><name>doc</name><disks><disk name='vda' snapshot='internal'/>"
                        + "</disks></domainsnapshot>";
        perform(web, Change.createFrom(document));
        assertThat(web.snapshot("doc").location()).isEqualTo(Snapshot.Location.INTERNAL);
        assertRefused(web.preview(Change.createFrom("<domainsnapshot>")), Refusal.Kind.INVALID);
    }

    @Test
    void servesADiskAsItWas() {
        host.write(web, 1);
        perform(web, Change.create("one"));
        host.write(web, 2);
        try (var served = web.serve("one", "vda", host.file("nbd"))) {
            LibraryHost.run(
                    "qemu-io", "-r", "-f", "raw", "-c", "read -q -P 1 64k 64k", served.uri());
            LibraryHost.run(
                    "qemu-io", "-r", "-f", "raw", "-c", "read -q -P 0 128k 64k", served.uri());
        }
        try (var served = web.serve("vda", host.file("nbd"))) {
            LibraryHost.run(
                    "qemu-io", "-r", "-f", "raw", "-c", "read -q -P 2 128k 64k", served.uri());
        }
    }

    @Test
    void keepsWhatARevertLeavesForAsLongAsOneSays() {
        perform(web, Change.create("one"));
        var options = SnapshotChange.RevertOptions.none().keeping(Optional.of(Duration.ofDays(2)));
        perform(web, Change.revert("one").with(options));
        var kept = web.snapshots().stream().filter(s -> s.notes().expires().isPresent()).toList();
        assertThat(kept).hasSize(1);
        perform(web, Change.revert("one").discarding());
        assertThat(web.snapshots()).hasSize(2);
    }
}
