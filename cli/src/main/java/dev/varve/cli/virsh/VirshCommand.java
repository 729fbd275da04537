package dev.varve.cli.virsh;

import java.util.Optional;

/// A command of virsh's, with its options as fields.
public interface VirshCommand {

    /// What is wrong with the options together. virsh says it after the connection is open and before it looks for the
    /// domain.
    default Optional<String> conflict() {
        return Optional.empty();
    }
}
