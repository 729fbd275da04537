package dev.varve;

import dev.varve.operation.Plan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Plans of which one is performed after the other for the sake of one thing.
final class JoinedPlans {
    private JoinedPlans() {}

    /// {@return one plan with the steps of both}
    ///
    /// @param main the one that they are for: what it is about, and what is lost with it, the whole has
    static Plan of(Plan main, Plan first, Plan second) {
        return new Plan(
                main.request(),
                main.domain(),
                main.at(),
                main.subject(),
                main.summary(),
                joined(first.steps(), second.steps()),
                first.bytesToCopy() + second.bytesToCopy(),
                first.extraBytes() + second.extraBytes(),
                main.lost(),
                joined(first.kept(), second.kept()),
                joined(first.remarks(), second.remarks()),
                Optional.empty(),
                main.leftOff(),
                main.fingerprint());
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
