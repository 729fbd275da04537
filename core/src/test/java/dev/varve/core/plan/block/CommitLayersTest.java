package dev.varve.core.plan.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.layers.Forests;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitLayersTest {
    private static Planned commit(HostState state) {
        var none = Optional.<Path>empty();
        return new CommitLayers(Forests.WEB, "vda", none, none, false, true).plan(state);
    }

    private static HostState withManagedSave(HostState state) {
        var web = state.domain(Forests.WEB).orElseThrow();
        return state.with(
                new Domain(
                        web.ref(),
                        web.state(),
                        web.persistent(),
                        true,
                        web.disks(),
                        web.nextDisks(),
                        web.snapshots(),
                        web.current(),
                        web.definition(),
                        web.live()));
    }

    /// The saved guest could not be started again.
    @Test
    void whatAManagedSaveNamesStays() {
        var state = Forests.shutOff("base <-- a:head");
        assertThat(commit(state)).isInstanceOf(Plan.class);
        assertThat(((Refusal) commit(withManagedSave(state))).message())
                .contains("the domain has a managed save image")
                .contains("virsh managedsave-remove web");
    }
}
