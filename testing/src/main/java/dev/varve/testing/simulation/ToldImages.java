package dev.varve.testing.simulation;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Plan;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The images of which a plan says that they stay though nobody needs them.
///
/// @param now when it has been performed
record ToldImages(Plan plan, HostState before, HostState now) {
    /// {@return images that were disks, and are whoever's now} Those that snapshots have go on with these, and those
    /// that they note, since a merge was left out, are merged later.
    ///
    /// @param unmerged images of merges that were left out
    Set<Path> left(Set<Path> unmerged) {
        var used = new HashSet<>(heads(now));
        used.addAll(snapshotted());
        return before.layers().keySet().stream()
                .filter(image -> now.layer(image).isPresent() && !used.contains(image))
                .filter(image -> !unmerged.contains(image) || !isBase(image))
                .filter(image ->
                        isTold(
                                "its image " + image + " stays",
                                image + " stays: no disk",
                                image + " stays: it is what is left",
                                image + " lies on it, which no disk"))
                .collect(Collectors.toSet());
    }

    /// {@return images that keep an internal snapshot of which the metadata names a copy}
    Set<Path> originals() {
        return before.layers().keySet().stream()
                .filter(image -> isTold(" stays in " + image + " as well"))
                .collect(Collectors.toSet());
    }

    private boolean isBase(Path image) {
        return plan.steps().stream()
                .anyMatch(step ->
                        step.plain() instanceof MergeStep.Commit commit
                                && commit.base().equals(image));
    }

    private boolean isTold(String... words) {
        return Stream.concat(plan.remarks().stream(), plan.kept().stream())
                .anyMatch(said -> Stream.of(words).anyMatch(said::contains));
    }

    private Set<Path> snapshotted() {
        return now.domains().stream()
                .flatMap(domain -> domain.snapshots().stream())
                .flatMap(snapshot ->
                        Stream.concat(
                                snapshot.branchLayers().stream(),
                                snapshot.domainDisks().stream()
                                        .flatMap(disk -> disk.source().image().stream())))
                .collect(Collectors.toSet());
    }

    /// {@return what the domains write, now or after their next start}
    static Set<Path> heads(HostState state) {
        return state.domains().stream()
                .flatMap(Domain::allDisks)
                .flatMap(disk -> disk.source().image().stream())
                .collect(Collectors.toSet());
    }
}
