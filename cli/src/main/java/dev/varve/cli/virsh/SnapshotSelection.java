package dev.varve.cli.virsh;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtSnapshot;
import java.util.Optional;

/// Finds the snapshot that a command is about: the one of a name, or the current one.
final class SnapshotSelection {
    private static final String OPTION = "snapshotname";

    private SnapshotSelection() {}

    /// The snapshot of `--snapshotname` or `--current`, to be closed by the caller.
    ///
    /// @throws CommandFailure in virsh's words if both or none are chosen
    /// @throws dev.varve.libvirt.LibvirtException if there is no such snapshot
    static LibvirtSnapshot find(LibvirtDomain domain, Optional<String> name, boolean current) {
        return find(domain, OPTION, name, current);
    }

    /// As [#find(LibvirtDomain, Optional, boolean)], with `option` for `--snapshotname`.
    static LibvirtSnapshot find(
            LibvirtDomain domain, String option, Optional<String> name, boolean current) {
        name.ifPresent(value -> requireValue(option, value));
        if (current && name.isPresent()) {
            throw usage("--" + option + " and --current are mutually exclusive");
        }
        return findPreferringName(domain, option, name, current);
    }

    /// As [#find(LibvirtDomain, Optional, boolean)], where `--current` beside a name means something
    /// else.
    static LibvirtSnapshot findPreferringName(
            LibvirtDomain domain, Optional<String> name, boolean current) {
        name.ifPresent(value -> requireValue(OPTION, value));
        return findPreferringName(domain, OPTION, name, current);
    }

    private static LibvirtSnapshot findPreferringName(
            LibvirtDomain domain, String option, Optional<String> name, boolean current) {
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
