package dev.varve.operation;

import dev.varve.state.GroupMember;
import java.util.List;

/// What came of deleting a group. Its domains don't need each other for that, so what fails for one keeps no other from
/// being done; asking again deletes what is left.
///
/// @since 0.1
public sealed interface GroupDeletion {
    /// There is no such group, or one of its snapshots can't be deleted. None has been, but for those of which an
    /// earlier deletion had been cut.
    record Refused(Refusal refusal) implements GroupDeletion {}

    /// Each has been tried.
    ///
    /// @param members none where an earlier deletion had been cut, and completing it was all that was left
    record Tried(List<Member> members) implements GroupDeletion {
        public Tried {
            members = List.copyOf(members);
        }

        /// {@return those that are there still}
        public List<Member> left() {
            return members.stream().filter(member -> !member.deleted()).toList();
        }
    }

    /// What came of one domain's snapshot.
    sealed interface Member {
        /// {@return the snapshot}
        GroupMember member();

        /// {@return whether it is gone}
        boolean deleted();

        /// It was deleted, or it was refused, cancelled or cut.
        record Ended(GroupMember member, Outcome outcome) implements Member {
            @Override
            public boolean deleted() {
                return outcome instanceof Outcome.Done;
            }
        }

        /// A step failed. What was begun has been taken back, unless the kind says otherwise.
        record Failed(GroupMember member, VarveException failure) implements Member {
            @Override
            public boolean deleted() {
                return false;
            }
        }
    }
}
