package dev.varve.operation;

import java.util.Optional;

/// Two states of a domain that are to be compared. Immutable.
///
/// @param from a snapshot
/// @param to another; empty for the present state
/// @param disk the target of the only disk that is compared; empty for all
/// @param verified whether to compare the data; else every range is told that may differ, for it was written
///
/// @since 0.1
public record Comparison(
        String from, Optional<String> to, Optional<String> disk, boolean verified) {
    /// {@return the comparison of a snapshot with the present state}
    public static Comparison of(String snapshot) {
        return new Comparison(snapshot, Optional.empty(), Optional.empty(), false);
    }

    /// {@return the same with that snapshot}
    public Comparison with(String snapshot) {
        return new Comparison(from, Optional.of(snapshot), disk, verified);
    }

    /// {@return the same of that disk alone}
    ///
    /// @param target `vda`
    public Comparison only(String target) {
        return new Comparison(from, to, Optional.of(target), verified);
    }

    /// {@return the same, for which the data is compared}
    public Comparison verifying() {
        return new Comparison(from, to, disk, true);
    }
}
