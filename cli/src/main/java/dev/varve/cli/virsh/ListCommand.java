package dev.varve.cli.virsh;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `list`
@Command(name = "list", description = "List domains.")
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
}
