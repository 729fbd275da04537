package dev.varve.cli.kill;

import dev.varve.core.archive.ArchiveFile;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.plan.archive.ExportDomain;
import dev.varve.core.plan.archive.Exporting;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.core.plan.archive.ImportedAs;
import dev.varve.core.plan.block.CommitLayers;
import dev.varve.core.plan.block.CopyDisk;
import dev.varve.core.plan.block.PullLayers;
import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.core.plan.clone.FlattenDomain;
import dev.varve.core.plan.relocate.RelocateDomain;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorOptions;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.image.ImageFormat;
import dev.varve.image.PartialName;
import dev.varve.libvirt.hypervisor.archive.ExportXml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/// A command that is killed: as a user types it, and as it is performed.
sealed interface KilledCommand {
    /// {@return the words that a user types}
    List<String> words(Stage stage);

    /// Performs it; every change counts.
    ///
    /// @param killer for changes that neither a hypervisor nor a journal makes
    void perform(Operations operations, Stage stage, Killer killer);

    /// {@return the name of the domain that it is about}
    default String domain() {
        return Stage.WEB.name();
    }

    /// {@return whether a recovery ends it}
    default boolean journalled() {
        return true;
    }

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

    static KilledCommand cloneOf(String snapshot) {
        return new Clone(new SnapshotName(snapshot), false);
    }

    static KilledCommand fullCloneOf(String snapshot) {
        return new Clone(new SnapshotName(snapshot), true);
    }

    /// One that has a plan.
    sealed interface OfPlan extends KilledCommand {
        /// {@return what plans it}
        Function<HostState, Planned> planner(DomainRef domain, Stage stage);

        @Override
        default void perform(Operations operations, Stage stage, Killer killer) {
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

        /// To the letter as the words make it: what was asked for in other words is another request.
        private SnapshotRequest request(Stage stage) {
            var file = memoryFile(stage);
            var xml = memory ? "  <memory file='%s'/>\n".formatted(file) : "";
            return new SnapshotRequest(
                    Optional.of(snapshot),
                    memory ? Optional.of(SnapshotMode.EXTERNAL) : Optional.empty(),
                    memory ? Optional.of(file) : Optional.empty(),
                    List.of(),
                    "<domainsnapshot>\n  <name>%s</name>\n%s</domainsnapshot>\n"
                            .formatted(snapshot, xml));
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

    /// As web2.
    record Clone(SnapshotName snapshot, boolean full) implements OfPlan {
        @Override
        public List<String> words(Stage stage) {
            var clone = List.of("clone", "web", Stage.CLONE, "--snapshot", snapshot.value());
            return full ? Stream.concat(clone.stream(), Stream.of("--full")).toList() : clone;
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            var clones = List.of(new DomainRef(UUID.randomUUID(), Stage.CLONE));
            var place = Optional.<Path>empty();
            return new CloneDomain(domain, snapshot, Stage.CLONE, clones, full, false, place)::plan;
        }
    }

    /// Of the linked clone.
    record Flatten() implements OfPlan {
        @Override
        public String domain() {
            return Stage.CLONE;
        }

        @Override
        public List<String> words(Stage stage) {
            return List.of("clone", "--flatten", Stage.CLONE);
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            return new FlattenDomain(domain)::plan;
        }
    }

    /// Of the upper into the lower of two layers that no snapshot needs.
    record Blockcommit() implements OfPlan {
        @Override
        public List<String> words(Stage stage) {
            return List.of(
                    "blockcommit",
                    "web",
                    "vda",
                    "--base",
                    Growth.lower(stage).toString(),
                    "--top",
                    Growth.upper(stage).toString());
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            return new CommitLayers(
                            domain,
                            "vda",
                            Optional.of(Growth.lower(stage)),
                            Optional.of(Growth.upper(stage)),
                            false,
                            false)
                    ::plan;
        }
    }

    /// Of all that the active layer lies on.
    record Blockpull() implements OfPlan {
        @Override
        public List<String> words(Stage stage) {
            return List.of("blockpull", "web", "vda");
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            return new PullLayers(domain, "vda", Optional.empty())::plan;
        }
    }

    /// The guest goes on with the copy.
    record Blockcopy() implements OfPlan {
        @Override
        public List<String> words(Stage stage) {
            return List.of("blockcopy", "web", "vda", copy(stage).toString(), "--pivot");
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            var none = MirrorOptions.none();
            var format = Optional.<ImageFormat>empty();
            var end = MirrorEnd.PIVOTED;
            return new CopyDisk(domain, "vda", copy(stage), format, false, none, end)::plan;
        }

        Path copy(Stage stage) {
            return stage.elsewhere().resolve("vda-copy.qcow2");
        }
    }

    record Import() implements OfPlan {
        @Override
        public List<String> words(Stage stage) {
            var directory = stage.images().toString();
            return List.of("import", stage.keptArchive().toString(), "--dir", directory);
        }

        @Override
        public Function<HostState, Planned> planner(DomainRef domain, Stage stage) {
            try {
                return new ImportDomain(
                                ArchiveFile.read(stage.keptArchive()),
                                new ImportedAs.OwnName(),
                                stage.images())
                        ::plan;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// It changes nothing but its file, so it has no plan, and the one change is that the file grows.
    record Export() implements KilledCommand {
        @Override
        public List<String> words(Stage stage) {
            return List.of("export", "web", archive(stage).toString());
        }

        @Override
        public boolean journalled() {
            return false;
        }

        @Override
        public void perform(Operations operations, Stage stage, Killer killer) {
            var export = new ExportDomain(stage.subject());
            boolean _ =
                    operations.atRest(
                            stage.subject(),
                            state ->
                                    switch (export.find(state)) {
                                        case Exporting.Accepted found ->
                                                write(found, stage, killer);
                                        case Exporting.Refused(var refusal) ->
                                                throw new IllegalStateException(refusal.message());
                                    });
        }

        /// As the command does it, under the same names.
        private boolean write(Exporting.Accepted found, Stage stage, Killer killer) {
            var file = archive(stage);
            var partial = PartialName.of(file, Stage.WEB.uuid().toString());
            try {
                var _ =
                        ArchiveFile.create(
                                ExportXml.resolved(found.domain()),
                                file,
                                partial,
                                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                                _ -> killer.change("part of an archive", () -> {}, () -> {}));
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Path archive(Stage stage) {
            return stage.elsewhere().resolve("web.tar");
        }
    }
}
