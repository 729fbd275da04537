package dev.varve.core.plan.archive;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.plan.step.Refusal;
import java.util.List;

/// What goes into an archive, or the reason why nothing can.
public sealed interface Exporting {
    /// What goes into it.
    ///
    /// @param left what the domain uses besides and what is not among it, in a few words each
    record Accepted(ArchivedDomain domain, List<String> left) implements Exporting {
        public Accepted {
            left = List.copyOf(left);
        }
    }

    /// Nothing does.
    record Refused(Refusal refusal) implements Exporting {}
}
