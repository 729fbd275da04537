package dev.varve.libvirt;

/// A listener's registration for events of a [LibvirtConnection].
public final class Registration implements AutoCloseable {
    private final DomainEvents events;

    Registration(DomainEvents events) {
        this.events = events;
    }

    /// Ends it; an event that is on its way may still arrive. Closing again does nothing, nor does
    /// closing after the connection.
    @Override
    public void close() {
        events.remove(this);
    }
}
