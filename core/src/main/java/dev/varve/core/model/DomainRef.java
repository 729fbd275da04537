package dev.varve.core.model;

import java.util.UUID;

/// A domain as everything of ours names it: by UUID, with the name that people read. libvirt keeps
/// snapshot metadata by name, so both are needed.
///
/// @param uuid stays the same when a domain is renamed
/// @param name what `virsh list` prints
public record DomainRef(UUID uuid, String name) {
    @Override
    public String toString() {
        return name;
    }
}
