package dev.varve.cli.virsh;

import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.json.VersionDocument;
import dev.varve.cli.session.Session;
import dev.varve.cli.session.Versions;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `version`
@Command(
        description = "Show the versions of Varve, libvirt and QEMU.",
        footer = "varve version --daemon")
final class VersionCommand implements VirshCommand {
    @Option(names = "--daemon", description = "tell the version of libvirt's daemon, too")
    boolean daemon;

    @Option(names = "--json", description = "print JSON, with Varve's own version and the daemon's")
    boolean json;

    @Override
    public void run(Session session) {
        var connection = session.connection();
        var library = Versions.library();
        var driver = connection.driverType();
        var hypervisor = hypervisor(connection);
        if (json) {
            session.print(
                    JsonText.of(
                            new VersionDocument(
                                    Versions.program(),
                                    library,
                                    Versions.spelled(connection.libraryVersion()),
                                    driver,
                                    hypervisor)));
            return;
        }
        // virsh is compiled against one; the calls here are looked up in the one that is there.
        session.print("Compiled against library: libvirt " + library + "\n");
        session.print("Using library: libvirt " + library + "\n");
        session.print("Using API: " + driver + " " + library + "\n");
        session.print(
                hypervisor
                        .map(version -> "Running hypervisor: " + driver + " " + version + "\n")
                        .orElse("Cannot extract running " + driver + " hypervisor version\n"));
        if (daemon) {
            session.print(
                    "Running against daemon: "
                            + Versions.spelled(connection.libraryVersion())
                            + "\n");
        }
    }

    /// Some drivers have none.
    private static Optional<String> hypervisor(LibvirtConnection connection) {
        try {
            return Optional.of(connection.driverVersion())
                    .filter(version -> version > 0)
                    .map(Versions::spelled);
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.UNSUPPORTED) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
