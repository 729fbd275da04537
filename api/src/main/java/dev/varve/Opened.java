package dev.varve;

import dev.varve.operation.VarveException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What a connection to a host has opened, and how each is ended.
///
/// Safe for use by many threads.
final class Opened implements AutoCloseable {
    private final Map<Object, Runnable> ends = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// What is opened while another thread closes this is ended at once.
    ///
    /// @throws IllegalStateException after [#close]
    void keep(Object each, Runnable end) {
        ends.put(each, end);
        if (closed) {
            end(each);
            throw new IllegalStateException("the connection has been closed");
        }
    }

    /// Ends it, once.
    void end(Object each) {
        Optional.ofNullable(ends.remove(each)).ifPresent(Runnable::run);
    }

    /// Ends all.
    ///
    /// @throws VarveException the first of those that some fail with
    @Override
    public void close() {
        closed = true;
        var failures = new ArrayList<VarveException>();
        for (var each : List.copyOf(ends.keySet())) {
            try {
                end(each);
            } catch (VarveException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }
}
