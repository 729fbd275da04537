package dev.varve.cli.kill;

/// When Varve is killed.
///
/// @param at which change of the operation, counted from 1, of the host and of its journal alike
record Kill(int at, How how) {

    enum How {
        /// Before the change; a line of the journal is there by half.
        LOST,
        /// After the change.
        KEPT,
        /// Halfway through a step: when it first tells how far it is.
        COPYING,
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

    @Override
    public String toString() {
        return at + "/" + how;
    }
}
