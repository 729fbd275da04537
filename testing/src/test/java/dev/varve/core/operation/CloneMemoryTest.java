package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A new domain goes on with the memory of the snapshot that it is made of.
class CloneMemoryTest {
    private static final DomainRef WEB = EveryCutTest.WEB;

    private Host host;

    @BeforeEach
    void create(@TempDir Path directory) {
        host = new Host(directory);
        host.domain("web", Host.VDA);
        host.hypervisor.start(WEB);
        host.hypervisor.guestRemember(WEB, "at work");
        host.must(WEB, host.createWithMemory(WEB, "s1"));
        host.hypervisor.guestRemember(WEB, "later");
    }

    @Test
    void bothGuestsGoOnByThemselves() {
        host.must(WEB, host.clone(WEB, "s1", false, true, "web2"));
        assertThat(host.hypervisor.guestMemory(Host.clone("web2"))).contains("at work");
        assertThat(host.hypervisor.guestMemory(WEB)).contains("later");
        host.write(Host.clone("web2"), Host.VDA, 1, 11);
        host.must(WEB, host.revert(WEB, "s1", false));
        assertThat(host.hypervisor.guestMemory(WEB)).contains("at work");
    }

    @Test
    void withoutMemoryItIsOnlyMade() {
        host.must(WEB, host.clone(WEB, "s1", false, "web2"));
        assertThat(host.hypervisor.guestMemory(Host.clone("web2"))).isEmpty();
    }

    @Test
    void whatOnlyOneGuestCanHaveKeepsItsMemoryFromASecond() {
        assertThat(refused(new Memory.None())).contains("s1 of web as web2: it holds no memory");
        assertThat(refused(new Memory.Internal())).contains("lies in an image");
        assertThat(refused(memory(), "the network address 52:54:00:00:00:01", "a TPM"))
                .isEqualTo(
                        "cannot clone snapshot s1 of web as web2: its memory holds what no two"
                                + " guests may have: the network address 52:54:00:00:00:01, a TPM;"
                                + " leave --memory out, and the clone starts as after a power cut");
        var planned = host.clone(WEB, "s1", false, true, "web2").apply(with(memory()));
        assertThat(planned).isInstanceOf(Plan.class);
    }

    private Memory memory() {
        return observed().snapshots().getFirst().memory();
    }

    private Domain observed() {
        return host.hypervisor.observe().domain(WEB).orElseThrow();
    }

    private String refused(Memory memory, String... identities) {
        var planned = host.clone(WEB, "s1", false, true, "web2").apply(with(memory, identities));
        return ((Refusal) planned).message();
    }

    private HostState with(Memory memory, String... identities) {
        var domain = observed();
        var taken = domain.snapshots().getFirst();
        var other =
                new Snapshot(
                        taken.name(),
                        taken.parent(),
                        taken.state(),
                        taken.creationTime(),
                        taken.description(),
                        memory,
                        taken.disks(),
                        taken.revertDisks(),
                        taken.domainDisks(),
                        taken.restorable(),
                        taken.annotations(),
                        taken.document(),
                        List.of(),
                        List.of(identities),
                        Map.of());
        return host.hypervisor
                .observe()
                .with(
                        new Domain(
                                domain.ref(),
                                domain.state(),
                                domain.persistent(),
                                domain.managedSave(),
                                domain.disks(),
                                domain.nextDisks(),
                                List.of(other),
                                domain.current(),
                                domain.definition(),
                                domain.live()));
    }
}
