package dev.varve.cli.session;

import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds a domain by what a user calls it: as virsh does, by id, then by UUID, then by name, and
/// without saying why there is none.
final class DomainLookup {
    private static final int UUID_LENGTH = 36;

    private DomainLookup() {}

    /// C's `strtol` skips these before a number.
    private static final Pattern BLANKS = Pattern.compile("^[ \\t\\n\\x0b\\f\\r]+");

    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]+");

    static LibvirtDomain find(LibvirtConnection connection, String name) {
        if (name.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "Failed to get option 'domain': Option argument is empty");
        }
        return byId(connection, name)
                .or(() -> byUuid(connection, name))
                .orElseGet(() -> byName(connection, name));
    }

    private static Optional<LibvirtDomain> byId(LibvirtConnection connection, String name) {
        var number = BLANKS.matcher(name).replaceFirst("");
        if (!NUMBER.matcher(number).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(connection.domainById(Integer.parseInt(number)));
        } catch (NumberFormatException | LibvirtException _) {
            return Optional.empty(); // Then it may be a name.
        }
    }

    private static Optional<LibvirtDomain> byUuid(LibvirtConnection connection, String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length != UUID_LENGTH) {
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
            throw new CommandFailure(ExitCode.of(e.kind()), "failed to get domain '" + name + "'");
        }
    }
}
