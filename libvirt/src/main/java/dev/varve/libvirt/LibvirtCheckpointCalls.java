package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

/// The functions of libvirt-domain-checkpoint.h.
final class LibvirtCheckpointCalls {
    private LibvirtCheckpointCalls() {}

    private static final NativeFunction virDomainListAllCheckpoints =
            Libvirt.LIBRARY.function("virDomainListAllCheckpoints");

    static int virDomainListAllCheckpoints(
            MemorySegment domain, MemorySegment checkpoints, int flags) {
        return (int)
                virDomainListAllCheckpoints.call(domain.address(), checkpoints.address(), flags);
    }

    private static final NativeFunction virDomainCheckpointFree =
            Libvirt.LIBRARY.function("virDomainCheckpointFree");

    static int virDomainCheckpointFree(MemorySegment checkpoint) {
        return (int) virDomainCheckpointFree.call(checkpoint.address());
    }

    private static final NativeFunction virDomainCheckpointGetName =
            Libvirt.LIBRARY.function("virDomainCheckpointGetName");

    static MemorySegment virDomainCheckpointGetName(MemorySegment checkpoint) {
        return MemorySegment.ofAddress(virDomainCheckpointGetName.call(checkpoint.address()));
    }
}
