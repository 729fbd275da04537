package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.json.SnapshotEdit;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotDeleteFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-edit`
@Command(
        description = "Edit the XML of a snapshot.",
        footer = "varve snapshot-edit web before-upgrade")
final class SnapshotEditCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(names = "--snapshotname", paramLabel = "SNAPSHOT", description = "the snapshot")
    Optional<String> snapshotname = Optional.empty();

    @Option(names = "--current", description = "make the edited snapshot the current one")
    boolean current;

    @Option(names = "--rename", description = "allow a new name")
    boolean rename;

    @Option(names = "--clone", description = "allow a copy under a new name")
    boolean clone;

    @Override
    public Optional<String> conflict() {
        return new Conflicts().exclusive("rename", rename, "clone", clone).first();
    }

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain);
                var snapshot =
                        SnapshotSelection.findPreferringName(handle, snapshotname, current)) {
            var name = snapshot.name();
            try {
                edit(session, handle, snapshot, name);
            } catch (EditorException e) {
                throw new CommandFailure(e.lines("Failed to update " + name));
            } catch (LibvirtException e) {
                throw new CommandFailure(
                        ExitCode.of(e.kind()),
                        "Failed to update " + name,
                        String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean becomesCurrent() {
        return current && snapshotname.isPresent();
    }

    private void edit(
            Session session, LibvirtDomain handle, LibvirtSnapshot snapshot, String name) {
        var document = snapshot.xml(VirDomainSnapshotXMLFlags.SECURE);
        try (var file = EditedFile.of(document, session.environment())) {
            while (true) {
                var edited = file.edit();
                if (edited.equals(document) && !becomesCurrent()) {
                    tell(session, handle, name, name, "unchanged");
                    return;
                }
                try {
                    settle(session, handle, snapshot, document, edited);
                    return;
                } catch (LibvirtException e) {
                    if (!session.confirms(e.getMessage() + "\nFailed. Try again?")) {
                        throw e;
                    }
                }
            }
        }
    }

    private LibvirtSnapshot redefine(
            LibvirtDomain handle, LibvirtSnapshot snapshot, String document, String edited) {
        if (!snapshot.xml(VirDomainSnapshotXMLFlags.SECURE).equals(document)) {
            throw new EditorException("The XML configuration was changed by another user.");
        }
        var currently = becomesCurrent() ? VirDomainSnapshotCreateFlags.CURRENT : 0;
        return handle.createSnapshot(edited, SnapshotRedefinition.flags(document) | currently);
    }

    private void settle(
            Session session,
            LibvirtDomain handle,
            LibvirtSnapshot snapshot,
            String document,
            String edited) {
        var what = "edit snapshot " + snapshot.name() + " of " + handle.name();
        var newName =
                session.varve()
                        .noting(
                                session.found(handle),
                                what,
                                () -> redefined(handle, snapshot, document, edited));
        var name = snapshot.name();
        tell(session, handle, name, newName, outcome(name, newName));
    }

    private String outcome(String name, String newName) {
        if (name.equals(newName)) {
            return "edited";
        }
        return clone ? "cloned" : "renamed";
    }

    /// A new name makes a second snapshot: one of the two goes, unless both are wanted.
    ///
    /// @return the name that it has now
    private String redefined(
            LibvirtDomain handle, LibvirtSnapshot snapshot, String document, String edited) {
        try (var redefined = redefine(handle, snapshot, document, edited)) {
            var name = snapshot.name();
            var newName = redefined.name();
            if (!name.equals(newName) && !clone) {
                forget(rename ? snapshot : redefined);
                if (!rename) {
                    throw new EditorException(
                            "Must use --rename or --clone to change " + name + " to " + newName);
                }
            }
            return newName;
        }
    }

    private static void forget(LibvirtSnapshot snapshot) {
        try {
            snapshot.delete(VirDomainSnapshotDeleteFlags.METADATA_ONLY);
        } catch (LibvirtException e) {
            throw new EditorException(
                    e, String.valueOf(e.getMessage()), "Failed to clean up " + snapshot.name());
        }
    }

    private void tell(
            Session session, LibvirtDomain handle, String name, String newName, String outcome) {
        if (json) {
            session.print(JsonText.of(new SnapshotEdit(handle.name(), name, newName, outcome)));
            return;
        }
        switch (outcome) {
            case "unchanged" ->
                    session.printExtra("Snapshot " + name + " XML configuration not changed.\n");
            case "edited" -> session.printExtra("Snapshot " + name + " edited.\n");
            case "cloned" ->
                    session.printExtra("Snapshot " + name + " cloned to " + newName + ".\n");
            default -> {} // virsh says nothing of a new name
        }
    }
}
