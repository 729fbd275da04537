package dev.varve;

import dev.varve.operation.VarveException;

/// A disk that is served over NBD until this, or the [Varve] that it comes from, is closed.
///
/// @since 0.1
public final class NbdExport implements AutoCloseable {
    private final String uri;
    private final Runnable end;

    NbdExport(String uri, Runnable end) {
        this.uri = uri;
        this.end = end;
    }

    /// {@return where clients connect to: `nbd+unix:///?socket=/run/disk`}
    public String uri() {
        return uri;
    }

    /// Ends the server, and closes its connections. Closing again does nothing.
    ///
    /// @throws VarveException where it doesn't end
    @Override
    public void close() {
        end.run();
    }
}
