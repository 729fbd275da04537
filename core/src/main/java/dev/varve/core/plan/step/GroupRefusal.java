package dev.varve.core.plan.step;

import dev.varve.core.model.DomainRef;
import java.util.List;

/// Why there is no plan about several domains.
public sealed interface GroupRefusal extends Refusal {

    /// Why it can't be done to one domain of several.
    record OfMember(DomainRef domain, Refusal reason) implements GroupRefusal {
        @Override
        public Kind kind() {
            return reason.kind();
        }

        @Override
        public String message() {
            return "domain " + domain + ": " + reason.message();
        }
    }

    record GroupExists(String group, List<String> snapshots) implements GroupRefusal {
        public GroupExists {
            snapshots = List.copyOf(snapshots);
        }

        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "cannot create group "
                    + group
                    + ": it exists ("
                    + String.join(", ", snapshots)
                    + "); take another name";
        }
    }

    record NoSuchGroup(String group) implements GroupRefusal {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "no domain has a snapshot of group " + group;
        }
    }

    /// A group that isn't whole is no state that one can go back to.
    ///
    /// @param missing the members that don't have one snapshot of it each
    record GroupIncomplete(String what, List<String> missing) implements GroupRefusal {
        public GroupIncomplete {
            missing = List.copyOf(missing);
        }

        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": the group is not what it was when it was taken"
                    + (missing.isEmpty()
                            ? ""
                            : " (no snapshot of it: " + String.join(", ", missing) + ")")
                    + "; revert the domains one by one if that is meant";
        }
    }
}
