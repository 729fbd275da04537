package dev.varve.operation;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Changes to how long snapshots stay, and to the words about them.
///
/// @since 0.1
public sealed interface KeepChange extends Change {
    /// Deletes the snapshots that no rule keeps.
    ///
    /// @param all whether also those that no policy has had taken
    /// @param policy the only policy whose snapshots are looked at, and of these none that is dated in the future; its
    ///     hours are those of UTC
    record Prune(KeepRules rules, boolean all, Optional<String> policy) implements KeepChange {
        /// @throws IllegalArgumentException for all of one policy's
        public Prune {
            if (all && policy.isPresent()) {
                throw new IllegalArgumentException("all snapshots of one policy's");
            }
        }

        /// {@return the same for all snapshots, whoever has had them taken}
        public Prune ofAll() {
            return new Prune(rules, true, Optional.empty());
        }

        /// {@return the same for the snapshots of that policy alone}
        public Prune ofPolicy(String name) {
            return new Prune(rules, false, Optional.of(name));
        }
    }

    /// Keeps a snapshot from being deleted.
    ///
    /// @param reason for those who meet it
    record Hold(String snapshot, String reason) implements KeepChange {}

    /// Ends a hold.
    record Release(String snapshot) implements KeepChange {}

    /// Gives a snapshot tags, and takes some from it.
    record Tag(String snapshot, Set<String> added, Set<String> removed) implements KeepChange {
        public Tag {
            added = Set.copyOf(added);
            removed = Set.copyOf(removed);
        }

        static Tag of(String snapshot) {
            return new Tag(snapshot, Set.of(), Set.of());
        }

        /// {@return the same, giving that tag}
        public Tag add(String tag) {
            return new Tag(snapshot, with(added, tag), removed);
        }

        /// {@return the same, taking that tag}
        public Tag remove(String tag) {
            return new Tag(snapshot, added, with(removed, tag));
        }

        private static Set<String> with(Set<String> tags, String tag) {
            return Stream.concat(tags.stream(), Stream.of(tag)).collect(Collectors.toSet());
        }
    }

    /// Gives a snapshot another description.
    record Describe(String snapshot, String description) implements KeepChange {}
}
