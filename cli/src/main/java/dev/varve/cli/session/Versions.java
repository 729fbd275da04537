package dev.varve.cli.session;

import dev.varve.libvirt.LibvirtConnection;
import java.util.Optional;

/// Which Varve this is, and how versions are spelled.
public final class Versions {
    private Versions() {}

    /// {@return Varve's own version, which the build has written into its module}
    public static String program() {
        return Optional.ofNullable(Versions.class.getModule().getDescriptor())
                .flatMap(java.lang.module.ModuleDescriptor::rawVersion)
                .orElse("unpacked");
    }

    /// {@return a version as libvirt counts it: 9000000 is `9.0.0`}
    public static String spelled(long version) {
        return version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
    }

    /// {@return the version of the libvirt in this process}
    ///
    /// @throws dev.varve.libvirt.LibvirtException where there is none
    public static String library() {
        LibvirtConnection.prepare();
        return spelled(LibvirtConnection.clientVersion());
    }
}
