package dev.varve.testing.simulation;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.StateStore;
import java.util.Random;
import java.util.function.IntSupplier;

/// What guests do between operations.
///
/// @param names gives a number that was never written
record GuestMoves(Host host, Random random, IntSupplier names) {
    void start(DomainRef domain) {
        try {
            host.hypervisor.start(domain);
        } catch (HypervisorException e) {
            throw new AssertionError("a domain can always be started", e);
        }
    }

    /// Some writes, where the domain runs.
    void write(DomainRef domain) {
        var observed = host.observed(domain);
        if (!observed.state().active()) {
            return;
        }
        host.hypervisor.guestRemember(domain, "thought " + random.nextInt(1000));
        host.hypervisor.guestStore(domain, StateStore.Kind.NVRAM, "variables " + names.getAsInt());
        for (var disk : observed.disks()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                int cluster = random.nextInt(6);
                host.hypervisor.guestWrite(domain, disk.target(), cluster, names.getAsInt());
            }
        }
    }
}
