package dev.varve.cli.change;

import dev.varve.operation.Plan;
import java.util.Optional;
import java.util.stream.Collectors;

/// Guests that ran before an operation and don't after it, which their user has to know of.
public final class LeftOff {
    private LeftOff() {}

    /// {@return what to say of the guests that the plan stops and doesn't start again; empty where there are none}
    public static Optional<String> note(Plan plan) {
        return plan.leftOff().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        plan.leftOff().stream()
                                .map(domain ->
                                        "%s was running and is shut off now: \"virsh start %s\" starts it"
                                                .formatted(domain, domain))
                                .collect(Collectors.joining("; ")));
    }
}
