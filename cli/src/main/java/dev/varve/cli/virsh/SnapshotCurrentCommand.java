package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotXMLFlags;
import dev.varve.libvirt.LibvirtSnapshot;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-current`
@Command(
        description = "Show or set the current snapshot.",
        footer = "varve snapshot-current web --name")
final class SnapshotCurrentCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Option(names = "--name", description = "only its name")
    boolean name;

    @Option(names = "--security-info", description = "with passwords and keys")
    boolean securityInfo;

    @Data(1)
    @Option(
            names = "--snapshotname",
            paramLabel = "SNAPSHOT",
            description = "make this snapshot the current one")
    Optional<String> snapshotname = Optional.empty();

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        return new Conflicts()
                .exclusive("name", name, "snapshotname", snapshotname.isPresent())
                .first();
    }

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            if (snapshotname.isPresent()) {
                SnapshotSelection.requireValue("snapshotname", snapshotname.get());
                set(session, handle, snapshotname.get());
            } else {
                show(session, handle);
            }
        }
    }

    private void show(Session session, LibvirtDomain handle) {
        try (var snapshot = current(handle)) {
            if (json) {
                session.print(JsonText.of(SnapshotReading.of(snapshot).info(handle.name())));
            } else if (name) {
                session.print(snapshot.name());
            } else {
                session.print(snapshot.xml(securityInfo ? VirDomainSnapshotXMLFlags.SECURE : 0));
            }
        }
    }

    private LibvirtSnapshot current(LibvirtDomain handle) {
        return handle.currentSnapshot()
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.NOT_FOUND,
                                "domain '" + domain + "' has no current snapshot"));
    }

    private void set(Session session, LibvirtDomain handle, String target) {
        var what = "make snapshot " + target + " of " + handle.name() + " the current one";
        var _ = session.varve().noting(session.found(handle), what, () -> select(handle, target));
        try (var redefined = handle.snapshot(target)) {
            if (json) {
                session.print(JsonText.of(SnapshotReading.of(redefined).info(handle.name())));
            } else {
                session.printExtra("Snapshot " + target + " set as current");
            }
        }
    }

    private static String select(LibvirtDomain handle, String target) {
        try (var snapshot = handle.snapshot(target)) {
            var xml = snapshot.xml(VirDomainSnapshotXMLFlags.SECURE);
            int flags = SnapshotRedefinition.flags(xml);
            handle.createSnapshot(xml, flags | VirDomainSnapshotCreateFlags.CURRENT).close();
            if (xml.contains("<revertDisks>")) {
                // libvirt takes them away from the snapshot that was current, even if it is this
                // one.
                handle.createSnapshot(xml, flags).close();
            }
            return target;
        }
    }
}
