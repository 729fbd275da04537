package dev.varve.operation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Changes to a domain's snapshots.
///
/// @since 0.1
public sealed interface SnapshotChange extends Change {
    /// Takes a snapshot. Without further words: of all disks, external, while the guest goes on.
    ///
    /// @param name unique within the domain
    /// @param description may be empty
    /// @param quiesce whether the guest's file systems are frozen meanwhile, by its agent
    /// @param memory where the guest's memory goes; empty for a snapshot without it
    /// @param overlays names of the overlays that disks get; others get names by the snapshot's
    /// @param excluded the targets of disks that are left out
    /// @param tags words by which it can be chosen
    /// @param policy the name of the policy that has it taken, and may have it pruned
    record Create(
            String name,
            String description,
            boolean quiesce,
            Optional<Path> memory,
            Map<String, Path> overlays,
            Set<String> excluded,
            Set<String> tags,
            Optional<String> policy)
            implements SnapshotChange {
        public Create {
            overlays = Map.copyOf(overlays);
            excluded = Set.copyOf(excluded);
            tags = Set.copyOf(tags);
        }

        static Create of(String name) {
            return new Create(
                    name,
                    "",
                    false,
                    Optional.empty(),
                    Map.of(),
                    Set.of(),
                    Set.of(),
                    Optional.empty());
        }

        /// {@return the same, described so}
        public Create described(String text) {
            return new Create(name, text, quiesce, memory, overlays, excluded, tags, policy);
        }

        /// {@return the same with the guest's file systems frozen meanwhile; it needs its agent}
        public Create quiesced() {
            return new Create(name, description, true, memory, overlays, excluded, tags, policy);
        }

        /// {@return the same with the guest's memory in a new file}
        public Create withMemory(Path file) {
            return new Create(
                    name,
                    description,
                    quiesce,
                    Optional.of(file),
                    overlays,
                    excluded,
                    tags,
                    policy);
        }

        /// {@return the same, where that disk gets an overlay of that name}
        public Create overlay(String disk, Path file) {
            var all = new TreeMap<>(overlays);
            all.put(disk, file);
            return new Create(name, description, quiesce, memory, all, excluded, tags, policy);
        }

        /// {@return the same without that disk}
        public Create without(String disk) {
            return new Create(
                    name,
                    description,
                    quiesce,
                    memory,
                    overlays,
                    with(excluded, disk),
                    tags,
                    policy);
        }

        /// {@return the same with a tag}
        public Create tagged(String tag) {
            return new Create(
                    name,
                    description,
                    quiesce,
                    memory,
                    overlays,
                    excluded,
                    with(tags, tag),
                    policy);
        }

        /// {@return the same, taken for a policy of that name}
        public Create forPolicy(String named) {
            return new Create(
                    name,
                    description,
                    quiesce,
                    memory,
                    overlays,
                    excluded,
                    tags,
                    Optional.of(named));
        }
    }

    /// Takes the snapshot that a `<domainsnapshot>` describes, in virsh's words: for whatever [Create] has no word for.
    /// One without a name gets one by the time.
    ///
    /// @param document as `virsh snapshot-create` takes it
    /// @param options what goes with it
    /// @param tags words by which it can be chosen
    /// @param policy the name of the policy that has it taken, and may have it pruned
    record CreateFrom(
            String document, Set<CreateOption> options, Set<String> tags, Optional<String> policy)
            implements SnapshotChange {
        public CreateFrom {
            options = Set.copyOf(options);
            tags = Set.copyOf(tags);
        }

        static CreateFrom of(String document, Set<CreateOption> options) {
            return new CreateFrom(document, options, Set.of(), Optional.empty());
        }

        /// {@return the same with a tag}
        public CreateFrom tagged(String tag) {
            return new CreateFrom(document, options, with(tags, tag), policy);
        }

        /// {@return the same, taken for a policy of that name}
        public CreateFrom forPolicy(String named) {
            return new CreateFrom(document, options, tags, Optional.of(named));
        }
    }

    /// What `virsh snapshot-create` has an option for.
    enum CreateOption {
        /// Without the guest's memory.
        DISK_ONLY,
        /// The guest's file systems are frozen meanwhile.
        QUIESCE,
        /// The guest is stopped afterwards.
        HALT,
        /// The guest runs while its memory is saved.
        LIVE,
        /// libvirt keeps no record of it.
        NO_METADATA,
        /// The overlays are there.
        REUSE_EXTERNAL,
        /// All disks or none.
        ATOMIC,
        /// The document is checked against libvirt's schema.
        VALIDATE
    }

    private static Set<String> with(Set<String> words, String another) {
        return Stream.concat(words.stream(), Stream.of(another)).collect(Collectors.toSet());
    }

    /// What the domain does after a revert.
    enum AfterRevert {
        /// What it did when the snapshot was taken.
        AS_SNAPSHOT,
        /// It runs.
        RUNNING,
        /// It is paused.
        PAUSED
    }

    /// How to revert.
    ///
    /// @param after what the domain does then
    /// @param force also where something may go wrong that a message would tell of
    /// @param resetNvram whether it starts with a fresh NVRAM
    /// @param keep how long the state that is left is kept, from the revert on; empty for ever
    /// @param directory where new overlays go; empty for beside the snapshot's
    record RevertOptions(
            AfterRevert after,
            boolean force,
            boolean resetNvram,
            Optional<Duration> keep,
            Optional<Path> directory) {
        private static final Duration MOST = Duration.ofDays(10_000_000);

        private static final RevertOptions NONE =
                new RevertOptions(
                        AfterRevert.AS_SNAPSHOT,
                        false,
                        false,
                        Optional.of(Duration.ofDays(1)),
                        Optional.empty());

        /// @throws IllegalArgumentException for a time below 0, or above ten million days
        public RevertOptions {
            keep.ifPresent(time -> {
                if (time.isNegative() || time.compareTo(MOST) > 0) {
                    throw new IllegalArgumentException("a state that is kept for " + time);
                }
            });
        }

        /// {@return what holds where nothing is said: what is left is kept for a day}
        public static RevertOptions none() {
            return NONE;
        }

        /// {@return the same, and then that}
        public RevertOptions then(AfterRevert state) {
            return new RevertOptions(state, force, resetNvram, keep, directory);
        }

        /// {@return the same, also where something may go wrong}
        public RevertOptions forced() {
            return new RevertOptions(after, true, resetNvram, keep, directory);
        }

        /// {@return the same with a fresh NVRAM}
        public RevertOptions withFreshNvram() {
            return new RevertOptions(after, force, true, keep, directory);
        }

        /// {@return the same, where what is left is kept for so long; empty for ever, and nothing is gone at once}
        public RevertOptions keeping(Optional<Duration> time) {
            return new RevertOptions(after, force, resetNvram, time, directory);
        }

        /// {@return the same with the new overlays in that directory}
        public RevertOptions into(Path place) {
            return new RevertOptions(after, force, resetNvram, keep, Optional.of(place));
        }
    }

    /// Goes back to a snapshot.
    ///
    /// @param discard whether the present state is thrown away
    record Revert(String snapshot, RevertOptions options, boolean discard)
            implements SnapshotChange {
        static Revert of(String snapshot) {
            return new Revert(snapshot, RevertOptions.none(), false);
        }

        /// {@return the same; the domain runs afterwards}
        public Revert running() {
            return with(options.then(AfterRevert.RUNNING));
        }

        /// {@return the same; the domain is paused afterwards}
        public Revert paused() {
            return with(options.then(AfterRevert.PAUSED));
        }

        /// {@return the same, also where something may go wrong}
        public Revert forced() {
            return with(options.forced());
        }

        /// {@return the same with these options}
        public Revert with(RevertOptions others) {
            return new Revert(snapshot, others, discard);
        }

        /// {@return the same; the present state is lost}
        public Revert discarding() {
            return new Revert(snapshot, options, true);
        }
    }

    /// Returns from the last revert.
    record Undo(RevertOptions options) implements SnapshotChange {
        static Undo last() {
            return new Undo(RevertOptions.none());
        }

        /// {@return the same with these options}
        public Undo with(RevertOptions others) {
            return new Undo(others);
        }
    }

    /// Which snapshots go.
    enum Scope {
        /// Those that are named.
        NAMED,
        /// They and all that descend from them.
        WITH_DESCENDANTS,
        /// All that descend from them.
        DESCENDANTS
    }

    /// Deletes snapshots.
    ///
    /// @param metadataOnly whether libvirt forgets them and every image stays
    record Delete(List<String> snapshots, Scope scope, boolean metadataOnly)
            implements SnapshotChange {
        public Delete {
            snapshots = List.copyOf(snapshots);
        }

        static Delete of(List<String> snapshots) {
            return new Delete(snapshots, Scope.NAMED, false);
        }

        /// {@return the same with all that descend from them}
        public Delete withDescendants() {
            return new Delete(snapshots, Scope.WITH_DESCENDANTS, metadataOnly);
        }

        /// {@return the same, but for those that are named}
        public Delete descendantsOnly() {
            return new Delete(snapshots, Scope.DESCENDANTS, metadataOnly);
        }

        /// {@return the same, in libvirt's metadata alone}
        public Delete inMetadataOnly() {
            return new Delete(snapshots, scope, true);
        }
    }

    /// Deletes a domain's snapshot of a group.
    ///
    /// @param metadataOnly whether libvirt forgets it and every image stays
    record DeleteFromGroup(String group, String snapshot, boolean metadataOnly)
            implements SnapshotChange {}
}
