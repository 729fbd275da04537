package dev.varve.core.plan.layers;

import dev.varve.core.model.Layer;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The parts of a run of layers that may be merged at once, without those that can't be for what two
/// neighbours or a top are: most parts of a long run needn't be looked at.
///
/// @param run from the base to the top
/// @param lowest how far down a part may reach, by the place of its top; the top itself where nothing can
///     be merged with it
record RunParts(List<Layer> run, List<Integer> lowest) {
    RunParts {
        run = List.copyOf(run);
        lowest = List.copyOf(lowest);
    }

    /// {@return the parts of which each pair of neighbours allows a commit, or none holds internal
    /// snapshots}
    ///
    /// @param commits whether the second of two neighbours may be committed into the first
    /// @param movable whether data may be moved through all that the top of a part lies on
    static RunParts of(
            List<Layer> run, BiPredicate<Layer, Layer> commits, Predicate<Layer> movable) {
        var lowest = new Integer[run.size()];
        int commit = 0;
        int pull = 0;
        for (int top = 0; top < run.size(); top++) {
            if (top > 0 && !commits.test(run.get(top - 1), run.get(top))) {
                commit = top;
            }
            if (run.get(top).holdsSnapshots()) {
                pull = top + 1;
            }
            lowest[top] = movable.test(run.get(top)) ? Math.min(commit, pull) : top;
        }
        return new RunParts(run, List.of(lowest));
    }

    /// {@return the parts of two layers or more, the longest first; of those that are as long as each other
    /// the lowest first}
    Stream<List<Layer>> longestFirst() {
        int longest = IntStream.range(0, run.size()).map(this::size).max().orElse(0);
        return IntStream.range(0, longest - 1)
                .map(less -> longest - less)
                .boxed()
                .flatMap(this::parts);
    }

    private int size(int top) {
        return top - lowest.get(top) + 1;
    }

    private Stream<List<Layer>> parts(int size) {
        return IntStream.range(size - 1, run.size())
                .filter(top -> size(top) >= size)
                .mapToObj(top -> run.subList(top + 1 - size, top + 1));
    }
}
