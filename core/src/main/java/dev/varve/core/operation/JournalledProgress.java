package dev.varve.core.operation;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;

/// The listener of a step, with its pauses of the guest in the journal.
///
/// @param domain whose journal it is
/// @param index the step's place in the plan
/// @param progress who is told
record JournalledProgress(Journal journal, DomainRef domain, int index, Progress progress)
        implements Progress {
    @Override
    public void advanced(long done, long total) {
        progress.advanced(done, total);
    }

    @Override
    public void note(String text) {
        progress.note(text);
    }

    @Override
    public void pausing() {
        journal.append(domain, new JournalEntry.GuestPaused(index));
        progress.pausing();
    }

    @Override
    public void resumed() {
        progress.resumed();
        journal.append(domain, new JournalEntry.GuestResumed(index));
    }
}
