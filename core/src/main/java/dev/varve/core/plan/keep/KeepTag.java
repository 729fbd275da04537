package dev.varve.core.plan.keep;

import dev.varve.core.model.Snapshot;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// All that have certain tags.
///
/// @param tags all of which a snapshot must have
public record KeepTag(Set<String> tags) implements KeepRule {
    public KeepTag {
        tags = Set.copyOf(tags);
    }

    @Override
    public Set<Snapshot> keeps(List<Snapshot> newestFirst) {
        return newestFirst.stream()
                .filter(snapshot -> snapshot.annotations().tags().containsAll(tags))
                .collect(Collectors.toSet());
    }

    @Override
    public String reason() {
        return "has tags " + tags.stream().sorted().toList();
    }
}
