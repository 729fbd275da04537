package dev.varve.core.plan.keep;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Gives a snapshot tags, and takes some from it.
///
/// @param removed tags, or several with commas between them; one that has commas itself, as older versions gave them, is
///     taken as it is
public record TagSnapshot(
        DomainRef domain, SnapshotName snapshot, Set<String> added, Set<String> removed)
        implements Change {
    public TagSnapshot {
        added = Set.copyOf(added);
        removed = Set.copyOf(removed);
    }

    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.TAG, domain, snapshot);
    }

    /// {@return the plan, or why there is none: a tag that is to go and isn't there, one that is no word}
    @Override
    public Planned plan(HostState state) {
        return wrong(state)
                .<Planned>map(why -> new Refusal.InvalidRequest("cannot " + intent() + ": " + why))
                .orElseGet(() -> change(state));
    }

    private Optional<String> wrong(HostState state) {
        if (!Tags.areWords(added)) {
            return Optional.of(Tags.RULE);
        }
        var tags =
                state.domain(domain)
                        .flatMap(observed -> observed.snapshot(snapshot))
                        .map(found -> found.annotations().tags());
        return tags.flatMap(
                        has -> removed(has).stream().filter(tag -> !has.contains(tag)).findFirst())
                .map(absent ->
                        "it has no tag '%s'; varve tag %s %s lists those that it has"
                                .formatted(absent, domain, snapshot));
    }

    private Set<String> removed(Set<String> has) {
        return removed.stream()
                .flatMap(word ->
                        has.contains(word) ? Stream.of(word) : Tags.split(List.of(word)).stream())
                .collect(Collectors.toSet());
    }

    private Planned change(HostState state) {
        return Annotating.plan(
                state,
                intent(),
                annotations -> {
                    var tags = new TreeSet<>(annotations.tags());
                    tags.addAll(added);
                    tags.removeAll(removed(annotations.tags()));
                    return annotations.withTags(tags);
                });
    }
}
