package dev.varve.libvirt;

/// A listener's registration for events of a [LibvirtConnection].
public final class Registration implements AutoCloseable {
    private final LibvirtConnection connection;
    private final EventCallbacks.Callback callback;

    Registration(LibvirtConnection connection, EventCallbacks.Callback callback) {
        this.connection = connection;
        this.callback = callback;
    }

    EventCallbacks.Callback callback() {
        return callback;
    }

    /// Ends it; an event that is on its way may still arrive. Closing again does nothing.
    @Override
    public void close() {
        connection.deregister(this);
    }
}
