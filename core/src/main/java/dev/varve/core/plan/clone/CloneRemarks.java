package dev.varve.core.plan.clone;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.layers.FrozenLayers;
import dev.varve.core.plan.step.ExclusiveUse;
import java.util.ArrayList;
import java.util.List;

/// What to know of clones before they are started.
///
/// @param origin the domain that the snapshot is of
/// @param memory whether they go on with the snapshot's memory
record CloneRemarks(
        HostState state, Domain origin, Snapshot snapshot, List<DomainRef> clones, boolean memory) {
    List<String> all() {
        var remarks = new ArrayList<>(new FrozenLayers(state, origin).remarks(snapshot));
        remarkOnDisks(remarks);
        remarkOnStores(remarks);
        new ExclusiveUse(origin.ref().name(), who(), snapshot.unshareable())
                .remark()
                .ifPresent(remarks::add);
        return remarks;
    }

    private String who() {
        return clones.size() == 1
                ? clones.getFirst().name()
                : clones.getFirst() + " to " + clones.getLast().name();
    }

    private void remarkOnDisks(List<String> remarks) {
        if (memory) {
            remarks.add(
                    who()
                            + (clones.size() == 1 ? " goes" : " go")
                            + " on where "
                            + origin.ref()
                            + " was: in the guest are its host name, its keys and its random"
                            + " numbers until it gets others");
        } else if (!(snapshot.memory() instanceof Memory.None)) {
            remarks.add(
                    who()
                            + " will start as after a power cut: the memory in snapshot "
                            + snapshot.name()
                            + " is that of "
                            + origin.ref()
                            + "; where the guest shares nothing with it, --memory goes on with that");
        } else if (snapshot.state() != SnapshotState.SHUTOFF) {
            remarks.add(
                    who()
                            + " will start as after a power cut: snapshot "
                            + snapshot.name()
                            + " was taken while the guest ran");
        }
    }

    private void remarkOnStores(List<String> remarks) {
        for (var store : origin.stores()) {
            switch (store.kind()) {
                case NVRAM -> remarkOnNvram(store, remarks);
                case TPM ->
                        remarks.add(
                                who()
                                        + " gets a TPM of its own: what the guest sealed with that"
                                        + " of "
                                        + origin.ref()
                                        + " can't be opened in it");
            }
        }
    }

    private void remarkOnNvram(StateStore store, List<String> remarks) {
        if (store.obstacle().isPresent()) {
            remarks.add(
                    who()
                            + " gets a fresh NVRAM: that of "
                            + origin.ref()
                            + " can't be copied: "
                            + store.obstacle().get());
        } else if (store.present() && snapshot.annotations().nvram().isEmpty()) {
            remarks.add(
                    who()
                            + " gets the NVRAM that "
                            + origin.ref()
                            + " has now: snapshot "
                            + snapshot.name()
                            + " has no copy of it");
        }
    }
}
