package dev.varve.cli.kill;

/// When something is killed.
///
/// @param at which change of the operation, counted from 1, of the host and of its journal alike
record Kill(int at, How how) {

    enum How {
        /// Before the change, by whom Varve outlives.
        BEFORE,
        /// Before the change; a line of the journal is there by half.
        LOST,
        /// After the change.
        KEPT,
        /// Halfway through a step: when it first tells how far it is.
        COPYING,
        /// Halfway through a step: when QEMU says that its block job has ended.
        COPIED,
        /// Halfway through a step: the disks are on their overlays, the metadata isn't written.
        SWITCHED,
        /// Halfway through a step: when the guest was paused.
        PAUSED
    }

    static Kill parse(String text) {
        var slash = text.indexOf('/');
        return new Kill(
                Integer.parseInt(text.substring(0, slash)), How.valueOf(text.substring(slash + 1)));
    }

    /// {@return whether this is where the operation is now}
    boolean is(int change, How now) {
        return at == change && how == now;
    }

    /// libvirt goes on in another thread while the guest is paused, and QEMU while it copies: libvirt
    /// may die when QEMU has other layers already and it has not written that down, which only a stop
    /// of the guest can mend.
    boolean mayNeedAStop(Scenario scenario) {
        return scenario.live() && (how == How.PAUSED || how == How.COPYING || how == How.COPIED);
    }

    @Override
    public String toString() {
        return at + "/" + how;
    }
}
