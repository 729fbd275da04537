package dev.varve.testing.simulation;

import dev.varve.testing.memory.Faults;

/// Something that happens right after a line of the journal is written, by its number.
final class AfterJournalWrite implements Faults {
    private final int at;
    private final Runnable event;
    private int writes;

    /// @param at the line's number, from 1 on
    AfterJournalWrite(int at, Runnable event) {
        this.at = at;
        this.event = event;
    }

    @Override
    public void after(String change) {
        if (change.startsWith("journal: append") && ++writes == at) {
            event.run();
        }
    }
}
