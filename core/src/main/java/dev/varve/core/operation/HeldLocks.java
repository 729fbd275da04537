package dev.varve.core.operation;

import dev.varve.core.model.DomainRef;
import java.util.ArrayList;
import java.util.List;

/// The locks of all domains of an operation, held until this is closed.
final class HeldLocks implements AutoCloseable {
    private final List<DomainLock> held = new ArrayList<>();

    private HeldLocks() {}

    /// Takes the locks one after the other, without waiting for any.
    ///
    /// @throws OperationException if somebody holds one of them; then none is held
    static HeldLocks of(DomainLocks locks, List<DomainRef> domains) {
        var all = new HeldLocks();
        boolean complete = false;
        try {
            domains.stream().distinct().forEach(domain -> all.held.add(lock(locks, domain)));
            complete = true;
            return all;
        } finally {
            if (!complete) {
                all.close();
            }
        }
    }

    private static DomainLock lock(DomainLocks locks, DomainRef domain) {
        return switch (locks.attempt(domain)) {
            case DomainLocks.Attempt.Held(var lock) -> lock;
            case DomainLocks.Attempt.Busy(var holder) ->
                    throw OperationException.busy(domain, holder);
        };
    }

    @Override
    public void close() {
        held.reversed().forEach(DomainLock::close);
    }
}
