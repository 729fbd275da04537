package dev.varve.testing.simulation;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.testing.memory.Faults;

/// Counts changes, of the host and of the journal alike, and lets one of them go wrong.
public final class Cutter implements Faults {
    /// What becomes of the change.
    public enum How {
        /// The program ends before the change.
        LOST,
        /// The program ends after the change.
        KEPT,
        /// The change fails, and the program goes on.
        FAILS,
        /// From the change on there is no room for the copy of a cluster, and the program goes on.
        FULL
    }

    private final int at;
    private final How how;
    private int changes;

    private Cutter(int at, How how) {
        this.at = at;
        this.how = how;
    }

    static Cutter counting() {
        return new Cutter(Integer.MAX_VALUE, How.LOST);
    }

    /// {@return one that lets a change go wrong}
    ///
    /// @param change the number of the change that goes wrong, from 1
    public static Cutter at(int change, How how) {
        return new Cutter(change, how);
    }

    /// {@return how many changes were begun}
    public int changes() {
        return changes;
    }

    @Override
    public void before(String change) {
        changes++;
        if (changes == at && how == How.LOST) {
            throw new Cut("before change " + changes + ": " + change);
        }
        if (changes == at && how == How.FAILS && !change.startsWith("journal")) {
            throw new HypervisorException(
                    HypervisorException.Kind.FAILED, "cannot " + change + ": injected");
        }
        if (changes >= at && how == How.FULL && change.startsWith("copy cluster")) {
            throw new HypervisorException(
                    HypervisorException.Kind.NO_ROOM, "cannot " + change + ": no room");
        }
    }

    @Override
    public void after(String change) {
        if (changes == at && how == How.KEPT) {
            throw new Cut("after change " + changes + ": " + change);
        }
    }
}
