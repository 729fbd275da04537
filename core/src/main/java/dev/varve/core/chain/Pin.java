package dev.varve.core.chain;

import dev.varve.core.model.DomainRef;
import java.util.Optional;

/// Why a layer stays.
///
/// @param domain whose disk or snapshot it is; absent for other programs and images
/// @param name of the disk or the snapshot; of others, who they are, in a few words
public record Pin(Kind kind, Optional<DomainRef> domain, String name) {
    /// What pins a layer.
    public enum Kind {
        /// A disk, now or after the next start.
        DISK,
        /// An external snapshot froze it.
        SNAPSHOT,
        /// It holds an internal snapshot that libvirt knows of.
        INTERNAL,
        /// Something that is no domain, no snapshot and no layer.
        OTHER
    }
}
