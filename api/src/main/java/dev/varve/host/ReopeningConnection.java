package dev.varve.host;

import dev.varve.libvirt.LibvirtConnection;
import dev.varve.operation.VarveException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A connection to libvirt that is opened again where it broke: a libvirtd that is restarted ends all of them.
///
/// Safe for use by many threads.
public final class ReopeningConnection implements AutoCloseable {
    private final Optional<String> uri;
    private final List<LibvirtConnection> opened = new ArrayList<>();
    private boolean closed;

    private ReopeningConnection(Optional<String> uri) {
        this.uri = uri;
    }

    /// {@return an open connection}
    ///
    /// @param uri or the empty string, for what libvirt chooses
    /// @throws VarveException where there is none
    public static ReopeningConnection open(String uri) {
        var connection = new ReopeningConnection(Optional.of(uri));
        var _ = connection.get();
        return connection;
    }

    /// {@return that connection, which stays its owner's to close, and isn't opened again}
    public static ReopeningConnection of(LibvirtConnection open) {
        var connection = new ReopeningConnection(Optional.empty());
        connection.opened.add(open);
        return connection;
    }

    /// {@return the connection, which stays open until this is closed}
    ///
    /// @throws VarveException where it broke and can't be opened again
    /// @throws IllegalStateException after [#close]
    public synchronized LibvirtConnection get() {
        if (closed) {
            throw new IllegalStateException("the connection has been closed");
        }
        if (uri.isPresent() && (opened.isEmpty() || !Failures.told(opened.getLast()::isAlive))) {
            opened.add(Failures.told(() -> LibvirtConnection.open(uri.get())));
        }
        return opened.getLast();
    }

    /// Closes all. One that broke was kept until now, for somebody may have been using it.
    @Override
    public synchronized void close() {
        closed = true;
        if (uri.isPresent()) {
            opened.forEach(LibvirtConnection::close);
        }
        opened.clear();
    }
}
