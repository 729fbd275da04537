package dev.varve;

import dev.varve.host.DiskServer;

/// A disk that is served over NBD until this is closed.
///
/// @since 0.1
public final class NbdExport implements AutoCloseable {
    private final DiskServer server;

    NbdExport(DiskServer server) {
        this.server = server;
    }

    /// {@return where clients connect to: `nbd+unix:///?socket=/run/disk`}
    public String uri() {
        return server.server().address().uri();
    }

    /// Ends the server, and closes its connections. Closing again does nothing.
    ///
    /// @throws dev.varve.operation.VarveException where it doesn't end
    @Override
    public void close() {
        server.close();
    }
}
