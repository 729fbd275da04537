package dev.varve.core.operation;

import java.io.IOException;
import java.nio.channels.FileChannel;

/// The right to work on a domain, held until it is closed or the process ends.
public final class DomainLock implements AutoCloseable {
    private final FileChannel channel;

    DomainLock(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new JournalException("cannot release the lock of a domain", e);
        }
    }
}
