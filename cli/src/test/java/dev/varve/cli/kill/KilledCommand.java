package dev.varve.cli.kill;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.plan.CreateSnapshot;
import dev.varve.core.plan.DeleteSnapshot;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.RevertToSnapshot;
import dev.varve.core.plan.SnapshotRequest;
import dev.varve.core.plan.TakeOptions;
import dev.varve.core.plan.relocate.RelocateDomain;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// A command that is killed: as a user types it, and as it is performed.
sealed interface KilledCommand {
    /// {@return the words that a user types}
    List<String> words(Stage stage);

    /// Performs it.
    void perform(Operations operations, Stage stage);

    static KilledCommand create(String snapshot) {
        return new Create(new SnapshotName(snapshot), false);
    }

    static KilledCommand createWithMemory(String snapshot) {
        return new Create(new SnapshotName(snapshot), true);
    }

    static KilledCommand revert(String snapshot) {
        return new Revert(new SnapshotName(snapshot));
    }

    static KilledCommand delete(String snapshot) {
        return new Delete(new SnapshotName(snapshot));
    }

    /// One that has a plan.
    sealed interface OfPlan extends KilledCommand {
        /// {@return what plans it}
        Function<HostState, Planned> planner(DomainRef domain, Stage stage);

        @Override
        default void perform(Operations operations, Stage stage) {
            var domain = stage.subject();
            var planned =
                    operations.run(domain, planner(domain, stage), OperationProgress.silent());
            if (!(planned instanceof Plan)) {
                throw new IllegalStateException("refused: " + planned);
            }
        }
    }

    record Create(SnapshotName snapshot, boolean memory) implements OfPlan {
        @Override
        public List<String> words(Stage stage) {
            var take = Stream.of("snapshot-create-as", "web", snapshot.value());
            var how =
                    memory
                            ? Stream.of("--memspec", "file=" + memoryFile(stage))
                            : Stream.of("--disk-only");
            return Stream.concat(take, how).toList();
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            return new CreateSnapshot(
                            domain, request(stage), options(), Annotations.none(), Instant.now())
                    ::plan;
        }

        private Path memoryFile(Stage stage) {
            return stage.images().resolve(snapshot + ".mem");
        }

        private SnapshotRequest request(Stage stage) {
            var file = memoryFile(stage);
            var xml = memory ? "<memory snapshot='external' file='%s'/>".formatted(file) : "";
            return new SnapshotRequest(
                    Optional.of(snapshot),
                    memory ? Optional.of(SnapshotMode.EXTERNAL) : Optional.empty(),
                    memory ? Optional.of(file) : Optional.empty(),
                    List.of(),
                    "<domainsnapshot><name>%s</name>%s</domainsnapshot>".formatted(snapshot, xml));
        }

        private TakeOptions options() {
            return new TakeOptions(!memory, false, false, false, false, false, false, false);
        }
    }

    record Revert(SnapshotName snapshot) implements OfPlan {
        @Override
        public List<String> words(Stage stage) {
            return List.of("snapshot-revert", "web", snapshot.value());
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            var options =
                    new RevertToSnapshot.Options(
                            false, false, false, false, false, Optional.empty());
            return new RevertToSnapshot(domain, snapshot, options, Instant.now())::plan;
        }
    }

    record Delete(SnapshotName snapshot) implements OfPlan {
        @Override
        public List<String> words(Stage stage) {
            return List.of("snapshot-delete", "web", snapshot.value());
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            return new DeleteSnapshot(domain, List.of(snapshot), DeleteSnapshot.Scope.ONE, false)
                    ::plan;
        }
    }

    /// Of all images, to another directory.
    record Relocate() implements OfPlan {
        @Override
        public List<String> words(Stage stage) {
            return List.of("relocate", "web", "--dir", stage.elsewhere().toString());
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            return new RelocateDomain(domain, stage.elsewhere(), Optional.empty())::plan;
        }
    }
}
