package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A paused guest whose memory was saved or loaded: its QEMU has let go of the images.
class PausedMergesTest {
    @TempDir Path directory;

    private Host host;
    private DomainRef web;

    @BeforeEach
    void aRunningGuest() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        host.hypervisor.perform(web, new DomainStep.StartDomain(false, false), Progress.none());
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 1, 1);
        host.must(web, host.createWithMemory(web, "s2"));
    }

    private Domain observed() {
        return host.observed(web);
    }

    private void assertRefusedUntilResumed(Function<HostState, Planned> command) {
        var before = observed();
        var refusal = (Refusal) host.run(web, command);
        assertThat(refusal.message())
                .endsWith(
                        "the QEMU of the paused guest can't do it, since it let go of the images when"
                                + " its memory was saved or loaded; resume the guest (\"virsh resume"
                                + " web\"), or shut it off, first");
        assertThat(observed()).isEqualTo(before);
        host.hypervisor.setState(web, RunState.RUNNING);
        host.must(web, command);
    }

    @Test
    void savedWhilePaused() {
        host.hypervisor.setState(web, RunState.PAUSED);
        host.must(web, host.createWithMemory(web, "s3"));
        assertRefusedUntilResumed(host.delete(web, "s1"));
    }

    @Test
    void loadedAndPaused() {
        host.hypervisor.stop(web);
        var file =
                observed().snapshots().stream()
                        .flatMap(snapshot ->
                                snapshot.memory() instanceof Memory.External(var memory)
                                        ? Optional.of(memory).stream()
                                        : Optional.<Path>empty().stream())
                        .findFirst()
                        .orElseThrow();
        host.hypervisor.perform(
                web, new DomainStep.RestoreMemory(file, List.of(), true, false), Progress.none());
        assertRefusedUntilResumed(host.pull(web, Optional.empty()));
    }

    @Test
    void aGuestThatIsOnlyPausedIsNoReason() {
        host.hypervisor.setState(web, RunState.PAUSED);
        host.must(web, host.delete(web, "s1"));
    }
}
