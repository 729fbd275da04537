package dev.varve.cli.kill;

import dev.varve.cli.kill.Kill.How;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Counts the changes that an operation makes, and kills somebody at one of them.
final class Killer {
    private final Optional<Kill> kill;
    private final Victim victim;
    private final List<String> changes = new ArrayList<>();
    private boolean tried;
    private boolean struck;

    Killer(Optional<Kill> kill, Victim victim) {
        this.kill = kill;
        this.victim = victim;
    }

    List<String> changes() {
        return List.copyOf(changes);
    }

    /// Makes a change.
    ///
    /// @param half what a kill before the change may leave of it
    void change(String what, Runnable half, Runnable whole) {
        changes.add(what);
        if (isNow(How.BEFORE)) {
            strike();
        } else if (isNow(How.LOST)) {
            half.run();
            strike();
        }
        whole.run();
        if (isNow(How.KEPT)) {
            strike();
        }
    }

    boolean isNow(How how) {
        return kill.filter(k -> k.is(changes.size(), how)).isPresent();
    }

    /// Kills, once.
    synchronized void strike() {
        if (!tried) {
            tried = true;
            struck = victim.kill();
        }
    }

    /// {@return whether it has killed somebody}
    synchronized boolean struck() {
        return struck;
    }
}
