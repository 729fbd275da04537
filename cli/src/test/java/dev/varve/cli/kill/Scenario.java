package dev.varve.cli.kill;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.CreateSnapshot;
import dev.varve.core.plan.DeleteSnapshot;
import dev.varve.core.plan.Intent;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.RevertToSnapshot;
import dev.varve.core.plan.SnapshotRequest;
import dev.varve.core.plan.TakeOptions;
import dev.varve.core.plan.relocate.RelocateDomain;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A command that is killed: over the snapshots s1, s2, s3 in a line, or with the domain reverted
/// to s1.
enum Scenario {
    CREATE(Intent.Kind.CREATE, "s4", Tree.LINE, Guest.NONE, 17),
    REVERT(Intent.Kind.REVERT, "s1", Tree.LINE, Guest.NONE, 17),
    DELETE_MIDDLE(Intent.Kind.DELETE, "s2", Tree.LINE, Guest.NONE, 23),
    DELETE_FIRST(Intent.Kind.DELETE, "s1", Tree.LINE, Guest.NONE, 23),
    DELETE_LEAF(Intent.Kind.DELETE, "s3", Tree.BRANCHES, Guest.NONE, 17),
    DELETE_BRANCH_POINT(Intent.Kind.DELETE, "s1", Tree.BRANCHES, Guest.NONE, 23),
    LIVE_CREATE(Intent.Kind.CREATE, "s4", Tree.LINE, Guest.RUNNING, 23),
    LIVE_CREATE_WITH_MEMORY(Intent.Kind.CREATE, "s4", Tree.LINE, Guest.SAVED, 23),
    LIVE_REVERT(Intent.Kind.REVERT, "s1", Tree.LINE, Guest.RUNNING, 23),
    LIVE_DELETE_ACTIVE(Intent.Kind.DELETE, "s3", Tree.LINE, Guest.RUNNING, 23),
    LIVE_DELETE_INNER(Intent.Kind.DELETE, "s1", Tree.LINE, Guest.RUNNING, 23),
    LIVE_DELETE_OFF_LINE(Intent.Kind.DELETE, "s2", Tree.BRANCHES, Guest.RUNNING, 23),
    RELOCATE(Intent.Kind.RELOCATE, "s3", Tree.LINE, Guest.NONE, 29),
    LIVE_RELOCATE(Intent.Kind.RELOCATE, "s3", Tree.LINE, Guest.RUNNING, 29);

    /// What the snapshots look like beforehand.
    enum Tree {
        LINE,
        BRANCHES
    }

    /// What runs meanwhile.
    enum Guest {
        NONE,
        RUNNING,
        /// It is running, and its memory belongs to the snapshot.
        SAVED
    }

    private final Intent.Kind kind;
    private final String snapshot;
    private final Tree tree;
    private final Guest guest;
    private final int stride;

    Scenario(Intent.Kind kind, String snapshot, Tree tree, Guest guest, int stride) {
        this.kind = kind;
        this.snapshot = snapshot;
        this.tree = tree;
        this.guest = guest;
        this.stride = stride;
    }

    Intent.Kind kind() {
        return kind;
    }

    SnapshotName snapshot() {
        return new SnapshotName(snapshot);
    }

    Tree tree() {
        return tree;
    }

    boolean live() {
        return guest != Guest.NONE;
    }

    /// {@return whether QEMU merges layers, rather than Varve}
    boolean blockJobs() {
        return live()
                && tree == Tree.LINE
                && (kind == Intent.Kind.DELETE || kind == Intent.Kind.RELOCATE);
    }

    boolean memory() {
        return guest == Guest.SAVED;
    }

    /// {@return of how many kills one is made; of each one with `-Dvarve.nightly=true`}
    int stride() {
        return Boolean.getBoolean("varve.nightly") ? 1 : stride;
    }

    /// {@return the command as a user types it}
    List<String> command(Path images) {
        return switch (kind) {
            case CREATE -> {
                var words = new ArrayList<>(List.of("snapshot-create-as", "web", snapshot));
                words.addAll(
                        memory()
                                ? List.of("--memspec", "file=" + images.resolve("s4.mem"))
                                : List.of("--disk-only"));
                yield words;
            }
            case REVERT -> List.of("snapshot-revert", "web", snapshot);
            case DELETE -> List.of("snapshot-delete", "web", snapshot);
            case RELOCATE -> List.of("relocate", "web", "--dir", elsewhere(images).toString());
            case PRUNE,
                    EXPIRE,
                    UNDO,
                    HOLD,
                    RELEASE,
                    TAG,
                    DESCRIBE,
                    MEND,
                    CLONE,
                    FLATTEN,
                    COMMIT,
                    PULL,
                    IMPORT,
                    COPY ->
                    throw noScenario();
        };
    }

    /// {@return what plans the command}
    Function<HostState, Planned> planner(DomainRef web, Path images, Instant now) {
        return switch (kind) {
            case CREATE ->
                    new CreateSnapshot(web, request(images), options(), Annotations.none(), now)
                            ::plan;
            case REVERT ->
                    new RevertToSnapshot(
                                    web,
                                    snapshot(),
                                    new RevertToSnapshot.Options(
                                            false, false, false, false, false, Optional.empty()),
                                    now)
                            ::plan;
            case RELOCATE -> new RelocateDomain(web, elsewhere(images), Optional.empty())::plan;
            case DELETE ->
                    new DeleteSnapshot(web, List.of(snapshot()), DeleteSnapshot.Scope.ONE, false)
                            ::plan;
            case PRUNE,
                    EXPIRE,
                    UNDO,
                    HOLD,
                    RELEASE,
                    TAG,
                    DESCRIBE,
                    MEND,
                    CLONE,
                    FLATTEN,
                    COMMIT,
                    PULL,
                    IMPORT,
                    COPY ->
                    throw noScenario();
        };
    }

    /// {@return where images are relocated to}
    static Path elsewhere(Path images) {
        return images.resolveSibling("elsewhere");
    }

    private IllegalStateException noScenario() {
        return new IllegalStateException("no scenario is about " + kind);
    }

    private SnapshotRequest request(Path images) {
        var file = images.resolve("s4.mem");
        var memory = memory() ? "<memory snapshot='external' file='%s'/>".formatted(file) : "";
        return new SnapshotRequest(
                Optional.of(snapshot()),
                memory() ? Optional.of(SnapshotMode.EXTERNAL) : Optional.empty(),
                memory() ? Optional.of(file) : Optional.empty(),
                List.of(),
                "<domainsnapshot><name>%s</name>%s</domainsnapshot>".formatted(snapshot, memory));
    }

    private TakeOptions options() {
        return new TakeOptions(!memory(), false, false, false, false, false, false, false);
    }
}
