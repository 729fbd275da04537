package dev.varve;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.serve.ServeDisk;
import dev.varve.host.DiskServer;
import dev.varve.host.Serving;
import dev.varve.operation.NbdAddress;
import dev.varve.operation.NbdRequest;
import dev.varve.operation.VarveException;
import dev.varve.state.ServedDisk;

/// A disk that is served over NBD until this, or the [Varve] that it comes from, is closed.
///
/// Safe for use by many threads.
///
/// @since 0.1
public final class NbdExport implements AutoCloseable {
    private final DiskServer server;
    private final Runnable end;

    NbdExport(DiskServer server, Runnable end) {
        this.server = server;
        this.end = end;
    }

    /// {@return a server of what is asked for}
    ///
    /// @throws VarveException where it can't be served
    static NbdExport of(Varve varve, DomainRef domain, NbdRequest asked) {
        var request =
                new ServeDisk(
                        domain,
                        asked.snapshot().map(SnapshotName::new),
                        asked.disk().map(DiskTarget::new));
        var address = asked.address().map(Views::address);
        return switch (DiskServer.start(varve.images(), request, address)) {
            case DiskServer server -> varve.serving(server);
            case Serving.Refused(var refusal) -> throw Views.failure(refusal);
        };
    }

    /// {@return where clients connect to: `nbd+unix:///?socket=/run/disk`}
    public String uri() {
        return server.server().address().uri();
    }

    /// {@return the same, as a value}
    public NbdAddress address() {
        return switch (server.server().address()) {
            case dev.varve.image.NbdAddress.UnixSocket(var path) -> new NbdAddress.UnixSocket(path);
            case dev.varve.image.NbdAddress.LocalPort(var number) ->
                    new NbdAddress.LocalPort(number);
        };
    }

    /// {@return what is served}
    public ServedDisk disk() {
        var request = server.request();
        var shown = server.disk();
        return new ServedDisk(
                request.domain().name(),
                request.snapshot().map(SnapshotName::value),
                shown.disk().name(),
                shown.image(),
                shown.format().formatName(),
                shown.internal().isPresent());
    }

    /// Waits until the server ends, which it does by itself only when something is wrong.
    ///
    /// @return what can't be done any longer, and why, in a line
    /// @throws InterruptedException then it goes on
    public String awaitEnd() throws InterruptedException {
        return server.awaitEnd();
    }

    /// Ends the server, and closes its connections. Closing again does nothing.
    ///
    /// @throws VarveException where it doesn't end
    @Override
    public void close() {
        end.run();
    }
}
