package dev.varve.testing.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.RunState;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.image.ImageFormat;
import dev.varve.testing.contract.HypervisorContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryHypervisorTest extends HypervisorContract {
    private static final Path BASE = Path.of("/images/base");
    private static final Path TOP = Path.of("/images/top");

    private final MemoryHypervisor host = new MemoryHypervisor();

    @Override
    protected Fixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }

    private DomainRef running() {
        host.addImage(BASE, ImageFormat.QCOW2, 1 << 20);
        host.addOverlay(TOP, BASE);
        var web = host.addDomain("web", Map.of(VDA, TOP));
        host.start(web);
        host.guestWrite(web, VDA, 0, 1);
        host.guestWrite(web, VDA, 1, 2);
        return web;
    }

    @Test
    void aCommitIsCutBetweenAnyTwoOfItsEffects() {
        var web = running();
        var changes = new ArrayList<String>();
        host.inject(
                new Faults() {
                    @Override
                    public void after(String change) {
                        changes.add(change);
                    }
                });
        host.perform(web, new MergeStep.Commit(VDA, TOP, BASE), Progress.none());
        assertThat(changes)
                .containsExactly(
                        "start a block job on vda",
                        "copy cluster 0 into /images/base",
                        "copy cluster 1 into /images/base",
                        "pivot vda");
    }

    @Test
    void aPowerCutEndsGuestsAndTheirBlockJobs() {
        var web = running();
        host.inject(
                new Faults() {
                    @Override
                    public void before(String change) {
                        if (change.startsWith("copy")) {
                            throw new HypervisorException(HypervisorException.Kind.FAILED, change);
                        }
                    }
                });
        assertThatThrownBy(() ->
                        host.perform(web, new MergeStep.Commit(VDA, TOP, BASE), Progress.none()))
                .isInstanceOf(HypervisorException.class);
        assertThat(disk(web).busy()).isTrue();
        host.powerCut();
        assertThat(disk(web).busy()).isFalse();
        assertThat(host.observe().domain(web).orElseThrow().state()).isEqualTo(RunState.SHUTOFF);
        assertThat(host.readThrough(TOP)).isEqualTo(Map.of(0, 1, 1, 2));
    }

    @Test
    void aManagedSaveResumesOnTheDisksThatItWasSavedWith() {
        var web = running();
        host.guestRemember(web, "a thought");
        host.managedSave(web);
        assertThat(host.observe().domain(web).orElseThrow().managedSave()).isTrue();
        host.start(web);
        assertThat(host.guestMemory(web)).contains("a thought");
        assertThat(host.observe().domain(web).orElseThrow().managedSave()).isFalse();
    }

    @Test
    void anImageThatAnotherGuestHasOpenIsNotWritten() {
        var web = running();
        var clone = Path.of("/images/clone");
        host.addOverlay(clone, BASE);
        host.start(host.addDomain("clone", Map.of(VDA, clone)));
        assertThatThrownBy(() ->
                        host.perform(web, new MergeStep.Commit(VDA, TOP, BASE), Progress.none()))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("\"write\" lock on /images/base");
    }

    private Disk disk(DomainRef domain) {
        return host.observe().domain(domain).orElseThrow().disk(VDA).orElseThrow();
    }
}
