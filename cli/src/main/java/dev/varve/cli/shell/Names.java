package dev.varve.cli.shell;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The names on a connection, for whoever types one. Where they can't be read there are none: what is wrong is said when
/// the command is performed.
record Names(Session session) {

    List<String> domains() {
        try {
            var names = new ArrayList<String>();
            for (var domain : session.connection().domains(0)) {
                try (domain) {
                    names.add(domain.name());
                }
            }
            return List.copyOf(names);
        } catch (CommandFailure | LibvirtException _) {
            return List.of();
        }
    }

    List<String> snapshots(Optional<String> domain) {
        try {
            if (domain.isEmpty()) {
                return List.of();
            }
            try (var handle = session.domain(domain.get())) {
                return snapshots(handle);
            }
        } catch (CommandFailure | LibvirtException _) {
            return List.of();
        }
    }

    private static List<String> snapshots(LibvirtDomain domain) {
        var names = new ArrayList<String>();
        for (LibvirtSnapshot snapshot : domain.snapshots(0)) {
            try (snapshot) {
                names.add(snapshot.name());
            }
        }
        return List.copyOf(names);
    }
}
