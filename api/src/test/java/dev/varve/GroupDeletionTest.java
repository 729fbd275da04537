package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.GroupDeletion;
import dev.varve.operation.HostChange;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Preview;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A group is deleted in one go.
class GroupDeletionTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("gone");
    private final Domain db = host.define("gone");
    private final String group = "g-" + UUID.randomUUID();

    @BeforeEach
    void prepare() {
        host.write(web, 1);
        var change = HostChange.createGroup(group, web.name(), db.name());
        assertThat(host.varve().perform(change, ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
    }

    private GroupDeletion delete() {
        return host.varve().group(group).delete(ProgressListener.silent());
    }

    @Test
    void goesOfAllDomains() {
        var previews = host.varve().group(group).previewDeletion(false);
        assertThat(previews).hasSize(2).allMatch(Preview.Possible.class::isInstance);
        assertThat(host.varve().group(group).members()).hasSize(2);
        var told = new ArrayList<GroupDeletion.Member>();
        var deletion =
                host.varve()
                        .group(group)
                        .delete(false, MergeOptions.none(), told::add, ProgressListener.silent());
        assertThat(deletion).isEqualTo(new GroupDeletion.Tried(told));
        assertThat(((GroupDeletion.Tried) deletion).left()).isEmpty();
        assertThat(told).extracting(GroupDeletion.Member::member).doesNotHaveDuplicates();
        assertThat(web.snapshots()).isEmpty();
        assertThat(db.snapshots()).isEmpty();
        assertThat(host.varve().groups()).doesNotContain(group);
        assertThat(host.holds(web, 1)).isTrue();
    }

    @Test
    void isNoGroupWithoutSnapshots() {
        var refusal =
                new Refusal(
                        Refusal.Kind.NOT_FOUND, "no domain has a snapshot of group none" + group);
        assertThat(host.varve().group("none" + group).delete(ProgressListener.silent()))
                .isEqualTo(new GroupDeletion.Refused(refusal));
        assertThat(host.varve().group("none" + group).previewDeletion(false))
                .isEqualTo(List.of(new Preview.Refused(refusal)));
    }

    @Test
    void staysWholeWhereOneCannotGo() {
        perform(db, Change.hold(group, "until the audit"));
        assertThat(delete()).isInstanceOf(GroupDeletion.Refused.class);
        assertThat(host.varve().group(group).members()).hasSize(2);
        perform(db, Change.release(group));
        assertThat(delete()).isInstanceOf(GroupDeletion.Tried.class);
        assertThat(host.varve().group(group).members()).isEmpty();
    }

    @Test
    void tellsWhatIsLeftAndBeginsNoMoreOnceItIsCancelled() {
        var deletion = host.varve().group(group).delete(GroupDeletionTest::interruptFirst);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(deletion).isInstanceOf(GroupDeletion.Tried.class);
        var left = ((GroupDeletion.Tried) deletion).left();
        assertThat(left)
                .allSatisfy(member ->
                        assertThat(((GroupDeletion.Member.Ended) member).outcome())
                                .isInstanceOf(Outcome.Cancelled.class));
        assertThat(host.varve().group(group).members())
                .hasSize(2)
                .containsExactlyElementsOf(
                        left.stream().map(GroupDeletion.Member::member).toList());
    }

    private static void interruptFirst(Progress progress) {
        if (progress instanceof Progress.Step(int place, _, _) && place == 1) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void endsFirstWhatWasCut() {
        assertThatThrownBy(() ->
                        web.perform(
                                Change.deleteFromGroup(group, group), GroupDeletionTest::cutLast))
                .hasMessage("cut");
        assertThat(web.unfinished()).isPresent();
        var previews = host.varve().group(group).previewDeletion(false);
        assertThat(web.unfinished()).isPresent();
        assertThat(previews).isNotEmpty();
        assertThat(delete()).isInstanceOf(GroupDeletion.Tried.class);
        assertThat(web.unfinished()).isEmpty();
        assertThat(host.varve().group(group).members()).isEmpty();
        assertThat(web.snapshots()).isEmpty();
        assertThat(db.snapshots()).isEmpty();
        assertThat(host.holds(web, 1)).isTrue();
    }

    /// As if the process had ended there.
    private static void cutLast(Progress progress) {
        if (progress instanceof Progress.Step step && step.number() == step.count()) {
            throw new AssertionError("cut");
        }
    }
}
