package dev.varve.cli.arguments;

import dev.varve.cli.session.Session;
import java.util.Optional;

/// A command of virsh's, with its options as fields.
public interface VirshCommand {

    /// What is wrong with the options together. virsh says it after the connection is open and before it looks for the
    /// domain.
    default Optional<String> conflict() {
        return Optional.empty();
    }

    /// Does what the command is for.
    ///
    /// @throws dev.varve.cli.session.CommandFailure with what the user is told
    void run(Session session);

    /// Whether the command is one of Varve's own, with exit codes that tell failures apart.
    default boolean ours() {
        return false;
    }
}
