package dev.varve.operation;

import java.util.List;
import java.util.Optional;

/// Something that has happened on the host, whoever did it: this program, another, the command line, or virsh.
///
/// @since 0.1
public sealed interface Event {
    /// A snapshot has been made.
    record SnapshotMade(String domain, String snapshot) implements Event {}

    /// A snapshot has been deleted.
    record SnapshotDeleted(String domain, String snapshot) implements Event {}

    /// A domain has gone back to a snapshot. That it went back to an internal snapshot that it descended from already
    /// can't be told, nor that virsh took one that is shut off back so.
    record Reverted(String domain, String snapshot) implements Event {}

    /// An operation of Varve's has begun.
    ///
    /// @param domains the names of those that it is about
    /// @param summary what it was asked for, in a line; empty where it had ended before it could be read
    record OperationBegun(List<String> domains, Optional<String> summary) implements Event {
        public OperationBegun {
            domains = List.copyOf(domains);
        }
    }

    /// An operation of Varve's has ended: it is completed, or taken back, or given up.
    ///
    /// @param domains the names of those that it was about
    /// @param summary what it was asked for, in a line; empty where it had ended before it could be read
    record OperationEnded(List<String> domains, Optional<String> summary) implements Event {
        public OperationEnded {
            domains = List.copyOf(domains);
        }
    }

    /// libvirt can't be asked at this moment. What happens meanwhile is told when it can be.
    ///
    /// @param reason in a line
    record Unreachable(String reason) implements Event {}
}
