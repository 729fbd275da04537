package dev.varve.cli.kill;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/// Who is killed.
interface Victim {
    /// Ends it as `kill -9` does, because it is that; when this returns, it is dead.
    ///
    /// @return whether it was there
    boolean kill();

    /// {@return this process}
    static Victim itself() {
        return () -> {
            try {
                long self = ProcessHandle.current().pid();
                new ProcessBuilder("sh", "-c", "kill -9 " + self).start();
                new CountDownLatch(1).await();
                return true;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
