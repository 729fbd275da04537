package dev.varve.libvirt;

import static dev.varve.libvirt.LibvirtCheckpointCalls.virDomainCheckpointGetName;

import java.lang.foreign.MemorySegment;

/// A checkpoint of a [LibvirtDomain]; what holds for every method, [LibvirtConnection] says.
public final class LibvirtCheckpoint implements AutoCloseable {
    private final Handle handle;

    LibvirtCheckpoint(MemorySegment pointer) {
        handle = new Handle("checkpoint", pointer, LibvirtCheckpointCalls::virDomainCheckpointFree);
    }

    public String name() {
        return handle.with(c -> CString.copy(LastError.check(virDomainCheckpointGetName(c))));
    }

    @Override
    public void close() {
        handle.close();
    }
}
