package dev.varve;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.host.HostReading;
import dev.varve.operation.Comparison;
import dev.varve.operation.ExtentListener;
import dev.varve.state.Difference;
import dev.varve.state.Differences;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Compares two states of a domain.
record Comparing(DomainRef domain, Comparison asked) {
    /// {@return how much they differ, of which each range is told}
    Differences of(HostState state, ExtentListener listener) {
        return switch (engine().of(state)) {
            case dev.varve.core.chain.Comparison.Refused(var refusal) ->
                    throw Views.failure(refusal);
            case dev.varve.core.chain.Comparison.Pairs(var pairs, var left) ->
                    new Differences(
                            pairs.stream().map(pair -> compare(pair, listener)).toList(),
                            left,
                            isOutdated(state));
        };
    }

    /// {@return where they differ, of each disk}
    List<Difference> extents(HostState state) {
        var extents = new LinkedHashMap<String, List<Difference.Extent>>();
        var sums =
                of(
                        state,
                        (disk, offset, length) ->
                                extents.computeIfAbsent(disk, _ -> new ArrayList<>())
                                        .add(new Difference.Extent(offset, length)));
        return sums.disks().stream()
                .map(disk ->
                        new Difference(
                                disk.target(), extents.getOrDefault(disk.target(), List.of())))
                .toList();
    }

    private dev.varve.core.chain.Comparison engine() {
        return new dev.varve.core.chain.Comparison(
                domain,
                new SnapshotName(asked.from()),
                asked.to().map(SnapshotName::new),
                asked.disk().map(DiskTarget::new));
    }

    private boolean isOutdated(HostState state) {
        return asked.to().isEmpty()
                && state.domain(domain).map(Domain::state).filter(now -> now.active()).isPresent();
    }

    private Differences.Disk compare(
            dev.varve.core.chain.Comparison.Pair pair, ExtentListener listener) {
        var disk = pair.disk().name();
        var sums = new long[2];
        new HostReading()
                .differences(
                        pair.one(),
                        pair.other(),
                        asked.verified(),
                        (start, bytes) -> {
                            sums[0]++;
                            sums[1] += bytes;
                            listener.on(disk, start, bytes);
                        });
        return new Differences.Disk(disk, sums[0], sums[1]);
    }
}
