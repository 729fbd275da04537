package dev.varve.cli.json;

import java.util.Optional;

/// What `version` prints.
///
/// @param varve Varve's own
/// @param library of the libvirt library that Varve uses
/// @param daemon of the libvirt at the other end of the connection
/// @param driver `QEMU`
/// @param hypervisor the driver's, of QEMU say, where libvirt knows it
public record VersionDocument(
        String varve, String library, String daemon, String driver, Optional<String> hypervisor)
        implements Document {
    @Override
    public String kind() {
        return "Version";
    }
}
