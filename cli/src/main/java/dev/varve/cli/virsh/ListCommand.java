package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.json.DomainList;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.DomainOrder;
import dev.varve.cli.text.JsonText;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirConnectListAllDomainsFlags;
import dev.varve.libvirt.LibvirtException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `list`
@Command(description = "List domains.", footer = "varve list --all")
final class ListCommand implements VirshCommand {

    @Option(names = "--inactive", description = "only domains that do not run")
    boolean inactive;

    @Option(names = "--all", description = "running domains and those that do not run")
    boolean all;

    @Option(names = "--transient", description = "only transient domains")
    boolean isTransient;

    @Option(names = "--persistent", description = "only persistent domains")
    boolean persistent;

    @Option(names = "--with-snapshot", description = "only domains that have a snapshot")
    boolean withSnapshot;

    @Option(names = "--without-snapshot", description = "only domains without a snapshot")
    boolean withoutSnapshot;

    @Option(names = "--with-checkpoint", description = "only domains that have a checkpoint")
    boolean withCheckpoint;

    @Option(names = "--without-checkpoint", description = "only domains without a checkpoint")
    boolean withoutCheckpoint;

    @Option(names = "--state-running", description = "only domains in state running")
    boolean stateRunning;

    @Option(names = "--state-paused", description = "only domains in state paused")
    boolean statePaused;

    @Option(names = "--state-shutoff", description = "only domains in state shutoff")
    boolean stateShutoff;

    @Option(names = "--state-other", description = "only domains in any other state")
    boolean stateOther;

    @Option(names = "--autostart", description = "only domains that start with the host")
    boolean autostart;

    @Option(names = "--no-autostart", description = "only domains that do not start with the host")
    boolean noAutostart;

    @Option(
            names = "--with-managed-save",
            description = "only domains that have a managed save image")
    boolean withManagedSave;

    @Option(
            names = "--without-managed-save",
            description = "only domains without a managed save image")
    boolean withoutManagedSave;

    @Option(names = "--uuid", description = "print UUIDs")
    boolean uuid;

    @Option(names = "--name", description = "print names")
    boolean name;

    @Option(names = "--id", description = "print ids of running domains")
    boolean id;

    @Option(names = "--table", description = "print a table (default)")
    boolean table;

    @Option(names = "--managed-save", description = "mark domains that have a managed save image")
    boolean managedSave;

    @Option(names = "--title", description = "show titles")
    boolean title;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        return new Conflicts()
                .exclusive("table", table, "name", name)
                .exclusive("table", table, "uuid", uuid)
                .exclusive("table", table, "id", id)
                .first();
    }

    @Override
    public void run(Session session) {
        var domains = domains(session.connection());
        try {
            if (json) {
                var list = domains.stream().map(DomainReading::of).map(DomainReading::json);
                session.print(JsonText.of(new DomainList(list.toList())));
            } else if (uuid || name || id) {
                domains.forEach(domain -> session.print(line(domain)));
            } else {
                session.print(table(session, domains).toString(!session.quiet()));
            }
        } finally {
            domains.forEach(LibvirtDomain::close);
        }
    }

    private List<LibvirtDomain> domains(LibvirtConnection connection) {
        try {
            return connection.domains(flags()).stream().sorted(DomainOrder.DOMAIN_ORDER).toList();
        } catch (LibvirtException e) {
            throw new CommandFailure(
                    ExitCode.of(e.kind()),
                    "Failed to list domains",
                    String.valueOf(e.getMessage()));
        }
    }

    private int flags() {
        return activity()
                | flag(persistent, VirConnectListAllDomainsFlags.PERSISTENT)
                | flag(isTransient, VirConnectListAllDomainsFlags.TRANSIENT)
                | flag(withManagedSave, VirConnectListAllDomainsFlags.MANAGEDSAVE)
                | flag(withoutManagedSave, VirConnectListAllDomainsFlags.NO_MANAGEDSAVE)
                | flag(autostart, VirConnectListAllDomainsFlags.AUTOSTART)
                | flag(noAutostart, VirConnectListAllDomainsFlags.NO_AUTOSTART)
                | flag(withSnapshot, VirConnectListAllDomainsFlags.HAS_SNAPSHOT)
                | flag(withoutSnapshot, VirConnectListAllDomainsFlags.NO_SNAPSHOT)
                | flag(withCheckpoint, VirConnectListAllDomainsFlags.HAS_CHECKPOINT)
                | flag(withoutCheckpoint, VirConnectListAllDomainsFlags.NO_CHECKPOINT)
                | flag(stateRunning, VirConnectListAllDomainsFlags.RUNNING)
                | flag(statePaused, VirConnectListAllDomainsFlags.PAUSED)
                | flag(stateShutoff, VirConnectListAllDomainsFlags.SHUTOFF)
                | flag(stateOther, VirConnectListAllDomainsFlags.OTHER);
    }

    private int activity() {
        if (all) {
            return VirConnectListAllDomainsFlags.ACTIVE | VirConnectListAllDomainsFlags.INACTIVE;
        }
        return inactive || stateShutoff
                ? VirConnectListAllDomainsFlags.INACTIVE
                : VirConnectListAllDomainsFlags.ACTIVE;
    }

    private static int flag(boolean set, int flag) {
        return set ? flag : 0;
    }

    /// What was asked for beside the table, in virsh's order; a domain that isn't active has no line
    /// for an id alone.
    private String line(LibvirtDomain domain) {
        var words = new ArrayList<String>();
        if (uuid) {
            words.add(domain.uuid());
        }
        if (id && (uuid || name || domain.id().isPresent())) {
            words.add(DomainReading.idText(domain));
        }
        if (name) {
            words.add(domain.name());
        }
        return words.isEmpty() ? "" : String.join(" ", words) + "\n";
    }

    private Table table(Session session, List<LibvirtDomain> domains) {
        var charset = TerminalCharset.of(session.environment());
        var header = new ArrayList<>(List.of("Id", "Name", "State"));
        if (title) {
            header.add("Title");
        }
        var table = new Table(charset, header);
        for (var domain : domains) {
            row(domain).ifPresent(table::add);
        }
        return table;
    }

    /// A row, unless the domain has gone meanwhile.
    private Optional<List<String>> row(LibvirtDomain domain) {
        try {
            var reading = DomainReading.of(domain);
            var row = new ArrayList<>(List.of(DomainReading.idText(domain), domain.name()));
            row.add(reading.stateText(managedSave));
            if (title) {
                row.add(reading.title().orElse(""));
            }
            return Optional.of(row);
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.NO_DOMAIN) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
