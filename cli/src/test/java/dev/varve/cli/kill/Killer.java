package dev.varve.cli.kill;

import dev.varve.cli.kill.Kill.How;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// Counts the changes that an operation makes, and kills this process at one of them.
final class Killer {
    private final Optional<Kill> kill;
    private final List<String> changes = new ArrayList<>();

    Killer(Optional<Kill> kill) {
        this.kill = kill;
    }

    List<String> changes() {
        return List.copyOf(changes);
    }

    /// Makes a change.
    ///
    /// @param half what a kill before the change may leave of it
    void change(String what, Runnable half, Runnable whole) {
        changes.add(what);
        if (isNow(How.LOST)) {
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

    /// Ends the process as `kill -9` does, because it is that.
    static void strike() {
        try {
            long self = ProcessHandle.current().pid();
            new ProcessBuilder("sh", "-c", "kill -9 " + self).start();
            new CountDownLatch(1).await();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
