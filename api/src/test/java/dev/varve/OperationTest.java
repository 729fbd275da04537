package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.HostChange;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Recovery;
import dev.varve.operation.Refusal;
import dev.varve.operation.SnapshotChange;
import dev.varve.state.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// How plans are performed, cancelled, cut and recovered, on real libvirt and real images.
class OperationTest {
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

    @Test
    void performsThePlanThatWasSeenAndNoOther() {
        perform(web, Change.create("one"));
        var seen = previewed(web, Change.delete("one"));
        assertThat(web.perform(seen, ProgressListener.silent())).isInstanceOf(Outcome.Done.class);

        perform(web, Change.create("two"));
        var outdated = previewed(web, Change.delete("two"));
        perform(web, Change.create("three"));
        var outcome = web.perform(outdated, ProgressListener.silent());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused ->
                                assertThat(refused.refusal().kind())
                                        .isEqualTo(Refusal.Kind.CHANGED));
        assertThat(names(web)).containsExactly("two", "three");
        assertThatThrownBy(() -> host.varve().perform(seen, ProgressListener.silent()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isCancelledByAnInterruptAndIsAsItWas() {
        var before = web.disks();
        ProgressListener interrupting =
                progress -> {
                    if (progress instanceof Progress.Step step && step.number() == 1) {
                        Thread.currentThread().interrupt();
                    }
                };
        Thread.currentThread().interrupt();
        assertThat(web.perform(Change.create("one"), interrupting))
                .isInstanceOf(Outcome.Cancelled.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(names(web)).isEmpty();
        assertThat(web.disks()).isEqualTo(before);
        assertThat(web.unfinished()).isEmpty();
    }

    @Test
    void takesBackWhatAListenerStops() {
        var before = web.disks();
        ProgressListener stopping =
                progress -> {
                    if (progress instanceof Progress.Step step && step.number() == step.count()) {
                        throw new IllegalStateException("no more");
                    }
                };
        assertThatThrownBy(() -> web.perform(Change.create("one"), stopping))
                .hasMessageContaining("no more");
        assertThat(web.unfinished()).isEmpty();
        assertThat(names(web)).isEmpty();
        assertThat(web.disks()).isEqualTo(before);
    }

    /// What the engine doesn't catch leaves what a program leaves that is killed at that moment.
    @Test
    void recoversWhatWasCut() throws IOException {
        var before = web.disks();
        cut(Change.create("one"));
        assertThat(web.unfinished().orElseThrow().summary())
                .isEqualTo("create snapshot one of " + web.name());
        assertThat(host.varve().unfinished())
                .anyMatch(left -> left.domains().equals(List.of(web.name())));
        assertThat(web.perform(Change.create("two"), ProgressListener.silent()))
                .isInstanceOf(Outcome.Unfinished.class);

        assertThat(web.recover(ProgressListener.silent()))
                .contains(new Recovery.Undone("create snapshot one of " + web.name()));
        assertThat(names(web)).isEmpty();
        assertThat(web.disks()).isEqualTo(before);
        assertThat(web.recover(ProgressListener.silent())).isEmpty();

        cut(Change.create("one"));
        assertThat(web.abandon(ProgressListener.silent()).orElseThrow().done()).isNotEmpty();
        assertThat(web.unfinished()).isEmpty();
        perform(web, Change.create("two"));
        Files.delete(host.journals().resolve(web.uuid() + ".abandoned"));
    }

    /// Its snapshot is gone before its images are.
    @Test
    void endsWhatWasCutWhenTheSameIsAskedForAgain() {
        perform(web, Change.create("one"));
        perform(web, Change.create("two"));
        cut(Change.delete("one"));
        var notes = new ArrayList<String>();
        var outcome =
                web.perform(
                        Change.delete("one"),
                        progress -> {
                            if (progress instanceof Progress.Note(var text)) {
                                notes.add(text);
                            }
                        });
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> {
                            assertThat(done.plan().steps()).isEmpty();
                            assertThat(done.plan().remarks()).isEqualTo(notes);
                        });
        assertThat(notes).singleElement().asString().startsWith("completed \"delete snapshot one");
        assertThat(web.unfinished()).isEmpty();
        assertThat(names(web)).containsExactly("two");
    }

    /// A domain that an import was about to make isn't there.
    @Test
    void recoversAnImportThatWasCut() throws IOException {
        perform(web, Change.create("one"));
        var archive = host.file("cut.tar");
        assertThat(web.export(archive, ProgressListener.silent()).besides()).isEmpty();
        host.undefine(web);
        var importing = HostChange.importing(archive, Files.createDirectory(host.file("imported")));
        ProgressListener cutting =
                progress -> {
                    if (progress instanceof Progress.Step step && step.number() == step.count()) {
                        throw new AssertionError("cut");
                    }
                };
        assertThatThrownBy(() -> host.varve().perform(importing, cutting)).hasMessage("cut");
        var left =
                host.varve().unfinished().stream()
                        .filter(cut -> cut.id().equals(web.uuid()))
                        .findFirst()
                        .orElseThrow();
        assertThat(host.varve().recover(left, ProgressListener.silent())).isPresent();
        assertThat(host.varve().recover(left, ProgressListener.silent())).isEmpty();
        assertThat(host.varve().perform(importing, ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
        assertThat(names(host.varve().domain(web.name()))).containsExactly("one");
    }

    private void cut(Change change) {
        ProgressListener cutting =
                progress -> {
                    if (progress instanceof Progress.Step step && step.number() == step.count()) {
                        throw new AssertionError("cut");
                    }
                };
        assertThatThrownBy(() -> web.perform(change, cutting)).hasMessage("cut");
    }

    /// A plan says what is to be done, and many of its words fit any domain.
    @Test
    void performsNoPlanOfAnotherDomain() {
        var db = host.define("db");
        perform(web, Change.create("one"));
        perform(db, Change.create("one"));
        var plan = previewed(web, Change.delete("one").inMetadataOnly());
        assertThat(plan.domain()).contains(web.uuid());
        assertThatThrownBy(() -> db.perform(plan, ProgressListener.silent()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(names(db)).containsExactly("one");
    }

    /// What was planned long ago keeps what it leaves from now on.
    @Test
    void keepsWhatAnOldPlanLeaves() {
        perform(web, Change.create("one"));
        host.write(web, 3);
        var at = AskedRequest.now().minus(Duration.ofDays(3));
        var preview = web.prepared(Change.revert("one"), at, MergeOptions.none()).preview();
        var old = ((Preview.Possible) preview).plan();
        assertThat(web.perform(old, ProgressListener.silent())).isInstanceOf(Outcome.Done.class);
        perform(web, Change.undo());
        assertThat(host.holds(web, 3)).isTrue();
        assertThatThrownBy(() ->
                        SnapshotChange.RevertOptions.none()
                                .keeping(Optional.of(Duration.ofNanos(-1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// What is to be done to another snapshot of the same name reads the same.
    @Test
    void deletesNoOtherSnapshotOfTheSameName() {
        perform(web, Change.create("one").described("the first"));
        var seen = previewed(web, Change.delete("one"));
        perform(web, Change.delete("one"));
        perform(web, Change.create("one").described("the second"));
        assertThat(web.perform(seen, ProgressListener.silent()))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused ->
                                assertThat(refused.refusal().kind())
                                        .isEqualTo(Refusal.Kind.CHANGED));
        assertThat(names(web)).containsExactly("one");
    }
}
