package dev.varve.core.plan.archive;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Unrepeatable;

/// Which domain an archive's becomes.
public sealed interface ImportedAs {
    /// The one that it is, with its name, UUID and addresses.
    record OwnName() implements ImportedAs {}

    /// A copy beside it.
    ///
    /// @param made with a UUID that nobody has
    /// @param unrepeatable what of the archive's domain it can't have
    record Copy(DomainRef made, Unrepeatable unrepeatable) implements ImportedAs {}
}
