package dev.varve.cli.json;

import dev.varve.operation.UnfinishedOperation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What `recover` prints: with `--list` what is unfinished, else what came of it.
public record OperationList(List<Operation> operations) implements Document {
    public OperationList {
        operations = List.copyOf(operations);
    }

    /// An operation that was cut.
    ///
    /// @param domains the names of those that it is about
    /// @param operation what it was asked for; absent where its journal can't be read
    /// @param begun when; absent where its journal can't be read
    /// @param pausesGuest whether it has paused a guest, and hasn't resumed it
    /// @param failure what stopped it
    /// @param outcome `unfinished`, `at-work`, `completed`, `undone` or `abandoned`
    public record Operation(
            List<String> domains,
            Optional<String> operation,
            Optional<Instant> begun,
            boolean pausesGuest,
            Optional<String> failure,
            String outcome) {
        public Operation {
            domains = List.copyOf(domains);
        }

        /// {@return an operation of which that came}
        public static Operation of(UnfinishedOperation operation, String outcome) {
            var known = Optional.of(operation).filter(UnfinishedOperation::readable);
            return new Operation(
                    operation.domains(),
                    known.map(UnfinishedOperation::summary),
                    known.map(UnfinishedOperation::begun),
                    operation.pausesGuest(),
                    operation.failure(),
                    outcome);
        }
    }
}
