package dev.varve.core.operation;

import dev.varve.image.ExclusiveLock;

/// The right to work on a domain, held until it is closed or the process ends.
public final class DomainLock implements AutoCloseable {
    private final ExclusiveLock lock;

    DomainLock(ExclusiveLock lock) {
        this.lock = lock;
    }

    @Override
    public void close() {
        lock.close();
    }
}
