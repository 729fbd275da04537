package dev.varve.cli.virsh;

import dev.varve.cli.CommandFailure;
import dev.varve.cli.ExitCode;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtSnapshot;
import java.util.Optional;

/// Which snapshot a command is about: the one of a name, or the current one.
///
/// @param option the option that takes the name
public record SnapshotSelection(String option, Optional<String> name, boolean current) {
    /// {@return the selection by `--snapshotname` or `--current`}
    public static SnapshotSelection of(Optional<String> snapshotname, boolean current) {
        return new SnapshotSelection("snapshotname", snapshotname, current);
    }

    /// The snapshot, to be closed by the caller.
    ///
    /// @throws CommandFailure in virsh's words if both or none are chosen
    /// @throws dev.varve.libvirt.LibvirtException if there is no such snapshot
    public LibvirtSnapshot find(LibvirtDomain domain) {
        return find(domain, true);
    }

    /// As [#find(LibvirtDomain)], where `--current` also means something else beside a name.
    LibvirtSnapshot findPreferringName(LibvirtDomain domain) {
        return find(domain, false);
    }

    private LibvirtSnapshot find(LibvirtDomain domain, boolean exclusive) {
        name.ifPresent(value -> requireValue(option, value));
        if (exclusive && current && name.isPresent()) {
            throw usage("--" + option + " and --current are mutually exclusive");
        }
        if (name.isPresent()) {
            return domain.snapshot(name.get());
        }
        if (current) {
            return domain.requireCurrentSnapshot();
        }
        throw usage("--" + option + " or --current is required");
    }

    /// @throws CommandFailure in virsh's words if `value` is empty
    static void requireValue(String option, String value) {
        if (value.isEmpty()) {
            throw usage("Failed to get option '" + option + "': Option argument is empty");
        }
    }

    private static CommandFailure usage(String line) {
        return new CommandFailure(ExitCode.USAGE, line);
    }
}
