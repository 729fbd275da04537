package dev.varve.operation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Changes to which domains there are.
///
/// @since 0.1
public sealed interface CloneChange extends Change {
    /// Makes new domains as a snapshot has this one, each with a UUID and addresses of its own.
    ///
    /// @param name what is made, as it is told
    /// @param domains their names
    /// @param full whether all data is copied; else their images are overlays on the snapshot's, which then stays
    /// @param memory whether they go on with the snapshot's memory
    /// @param directory where their images go; empty for beside the snapshot's
    record CloneTo(
            String snapshot,
            String name,
            List<String> domains,
            boolean full,
            boolean memory,
            Optional<Path> directory)
            implements CloneChange {
        public CloneTo {
            domains = List.copyOf(domains);
        }

        static CloneTo of(String snapshot, String domain) {
            return new CloneTo(snapshot, domain, List.of(domain), false, false, Optional.empty());
        }

        /// {@return the same, making so many: `NAME-1`, `NAME-2` and so on}
        ///
        /// @throws IllegalArgumentException for a number below 1
        public CloneTo times(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("a number of clones below 1");
            }
            var all =
                    java.util.stream.IntStream.rangeClosed(1, count)
                            .mapToObj(i -> name + "-" + i)
                            .toList();
            return new CloneTo(snapshot, name, all, full, memory, directory);
        }

        /// {@return the same, copying all data}
        public CloneTo fully() {
            return new CloneTo(snapshot, name, domains, true, memory, directory);
        }

        /// {@return the same, going on with the snapshot's memory}
        public CloneTo resumed() {
            return new CloneTo(snapshot, name, domains, full, true, directory);
        }

        /// {@return the same with the images in that directory}
        public CloneTo into(Path place) {
            return new CloneTo(snapshot, name, domains, full, memory, Optional.of(place));
        }
    }

    /// Makes the domain a template: takes a snapshot `template`, which is held, for clones to be made of.
    record Template() implements CloneChange {}

    /// Copies into the domain's images what it reads of other domains'.
    record Flatten() implements CloneChange {}
}
