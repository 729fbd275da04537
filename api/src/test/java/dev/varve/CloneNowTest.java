package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.CloneChange.CloneTo;
import dev.varve.operation.CloneOutcome;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import dev.varve.state.RunState;
import dev.varve.state.Snapshot;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// New domains of what a domain is now.
class CloneNowTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("now");

    @BeforeEach
    void prepare() {
        host.write(web, 1);
    }

    private CloneOutcome clone(CloneTo change) {
        // Nothing runs that could be frozen.
        return web.cloneNow(change, true, MergeOptions.none(), ProgressListener.silent());
    }

    private String another() {
        return web.name() + "-clone";
    }

    @Test
    void liesOnASnapshotThatStays() {
        var came = clone(Change.cloneOf("ground", another()));
        assertThat(came.outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(came.left()).isEmpty();
        assertThat(web.snapshots()).extracting(Snapshot::name).containsExactly("ground");
        assertThat(host.holds(host.varve().domain(another()), 1)).isTrue();
    }

    @Test
    void leavesNoSnapshotWhereAllIsCopied() {
        var came = clone(Change.cloneOf("ground", another()).fully().times(2));
        assertThat(came.outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(came.left()).isEmpty();
        assertThat(web.snapshots()).isEmpty();
        assertThat(host.holds(host.varve().domain(another() + "-2"), 1)).isTrue();
    }

    private Plan previewed(CloneTo change) {
        return switch (web.previewCloneNow(change, true)) {
            case Preview.Possible(var plan) -> plan;
            case Preview.Refused(var refusal) -> throw new AssertionError(refusal.message());
        };
    }

    private static Plan done(CloneOutcome came) {
        return ((Outcome.Done) came.outcome()).plan();
    }

    @Test
    void isPreviewedAsItIsMade() {
        for (var change :
                List.of(
                        Change.cloneOf("ground", another()),
                        Change.cloneOf("earth", another() + "-full").fully().times(2))) {
            var before = web.snapshots();
            var plan = previewed(change);
            assertThat(web.snapshots()).isEqualTo(before);
            assertThat(host.varve().findDomain(change.domains().getFirst())).isEmpty();
            assertThat(plan.subject().operation()).isEqualTo("clone");
            assertThat(plan.lost()).isEmpty();

            var made = done(clone(change));
            assertThat(made.steps()).isEqualTo(plan.steps()).hasSizeGreaterThan(3);
            assertThat(made.lost()).isEmpty();
            assertThat(made.remarks()).isEqualTo(plan.remarks());
            assertThat(made.subject()).isEqualTo(plan.subject());
        }
    }

    /// A guest goes on meanwhile, and the snapshot is merged beneath it.
    @Test
    void isPreviewedWhileItRuns() {
        web.start();
        var plan = previewed(Change.cloneOf("ground", another()).fully());
        assertThat(plan.remarks())
                .anyMatch(remark -> remark.contains("will start as after a power cut"));
        assertThat(plan.steps())
                .anyMatch(step -> step.startsWith("take snapshot ground"))
                .anyMatch(step -> step.startsWith("define domain " + another()));
        assertThat(web.snapshots()).isEmpty();
        try (var handle = host.connection().domainByUuid(web.uuid().toString())) {
            handle.destroy();
        }
    }

    @Test
    void isNotPreviewedWhereItCantBe() {
        assertThat(web.previewCloneNow(Change.cloneOf("ground", web.name()), false))
                .isInstanceOf(Preview.Refused.class);
        assertThat(web.previewCloneNow(Change.cloneOf("ground", another()).resumed(), false))
                .isInstanceOf(Preview.Refused.class);
        perform(web, Change.create("ground"));
        assertThat(web.previewCloneNow(Change.cloneOf("ground", another()), false))
                .isInstanceOf(Preview.Refused.class);
    }

    @Test
    void takesNothingForANameThatIsTaken() {
        var came = clone(Change.cloneOf("ground", web.name()));
        assertThat(came.outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(web.snapshots()).isEmpty();
    }

    /// The snapshot is taken, and the clone of it can't go on with a memory that there isn't.
    @Test
    void leavesNoSnapshotWhereTheCloneIsRefused() {
        var came = clone(Change.cloneOf("ground", another()).resumed());
        assertThat(came.outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(came.left()).isEmpty();
        assertThat(web.snapshots()).isEmpty();
        assertThat(host.varve().findDomain(another())).isEmpty();
        assertThat(host.holds(web, 1)).isTrue();
    }

    @Test
    void leavesNoSnapshotWhereTheCloneFails() {
        ProgressListener stopping =
                progress -> {
                    if (progress instanceof Progress.Step step
                            && step.text().contains(another())
                            && !step.text().contains("remove")) {
                        throw new IllegalStateException("no more");
                    }
                };
        var change = Change.cloneOf("ground", another()).fully();
        assertThatThrownBy(() -> web.cloneNow(change, false, MergeOptions.none(), stopping))
                .hasMessageContaining("no more");
        assertThat(web.snapshots()).isEmpty();
        assertThat(host.varve().findDomain(another())).isEmpty();
    }

    @Test
    void knowsTheTemplate() {
        assertThat(web.template()).isEmpty();
        perform(web, Change.template());
        var template = web.template().orElseThrow();
        assertThat(template.notes().hold()).isPresent();
        perform(web, Change.create("later"));
        assertThat(web.template()).map(Snapshot::name).contains(template.name());
        perform(web, Change.cloneOf(template.name(), another()));
        assertThat(host.holds(host.varve().domain(another()), 1)).isTrue();
    }

    @Test
    void isStarted() {
        web.start();
        try (var handle = host.connection().domainByUuid(web.uuid().toString())) {
            assertThat(web.state()).isEqualTo(RunState.RUNNING);
            assertThatThrownBy(web::start).isInstanceOf(VarveException.class);
            handle.destroy();
        }
        assertThat(web.state()).isEqualTo(RunState.SHUTOFF);
    }
}
