package dev.varve.operation;

/// What has a listener told of events, until it is closed.
///
/// @since 0.1
public interface Subscription extends AutoCloseable {
    /// Ends it, and waits until the listener has returned; called by the listener itself, it doesn't wait. Closing again
    /// does nothing.
    @Override
    void close();
}
