package dev.varve.cli;

import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import java.util.Optional;

/// Finds a domain by what a user calls it (virsh: virshLookupDomainInternal).
final class DomainLookup {
    private DomainLookup() {}

    static LibvirtDomain find(LibvirtConnection connection, String name) {
        return byId(connection, name)
                .or(() -> byUuid(connection, name))
                .orElseGet(() -> byName(connection, name));
    }

    private static Optional<LibvirtDomain> byId(LibvirtConnection connection, String name) {
        try {
            int id = Integer.parseInt(name);
            return id < 0 ? Optional.empty() : Optional.of(connection.domainById(id));
        } catch (NumberFormatException | LibvirtException _) {
            return Optional.empty(); // Then it may be a name.
        }
    }

    private static Optional<LibvirtDomain> byUuid(LibvirtConnection connection, String name) {
        if (name.length() != 36) {
            return Optional.empty();
        }
        try {
            return Optional.of(connection.domainByUuid(name));
        } catch (LibvirtException _) {
            return Optional.empty(); // Then it may be a name.
        }
    }

    private static LibvirtDomain byName(LibvirtConnection connection, String name) {
        try {
            return connection.domain(name);
        } catch (LibvirtException e) {
            throw new CommandFailure(
                    ExitCode.of(e.kind()),
                    "failed to get domain '" + name + "'",
                    String.valueOf(e.getMessage()));
        }
    }
}
