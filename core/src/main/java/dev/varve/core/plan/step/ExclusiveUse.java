package dev.varve.core.plan.step;

import java.util.List;
import java.util.Optional;

/// What of the host only one guest can have of a domain and its copies.
///
/// @param origin the domain's name
/// @param copies their names, in a few words
/// @param unshareable devices, ports and files, in a few words each
public record ExclusiveUse(String origin, String copies, List<String> unshareable) {
    public ExclusiveUse {
        unshareable = List.copyOf(unshareable);
    }

    /// {@return what to know before one of them is started; empty where they share nothing of the kind}
    public Optional<String> remark() {
        return unshareable.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "only one of %s and %s can run at a time: they have the same %s; change that with \"virsh edit\""
                                .formatted(origin, copies, String.join(", ", unshareable)));
    }
}
