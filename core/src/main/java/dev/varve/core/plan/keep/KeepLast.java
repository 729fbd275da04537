package dev.varve.core.plan.keep;

import dev.varve.core.model.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The newest ones.
public record KeepLast(int count) implements KeepRule {
    @Override
    public Set<Snapshot> keeps(List<Snapshot> newestFirst) {
        return new HashSet<>(newestFirst.subList(0, Math.min(count, newestFirst.size())));
    }

    @Override
    public String reason() {
        return "last snapshot";
    }
}
