package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainLockTest {
    private static final DomainRef WEB = new DomainRef(new UUID(0, 1), "web");
    private static final DomainRef DB = new DomainRef(new UUID(0, 2), "db");

    @TempDir Path directory;

    @Test
    void excludesAnotherThreadAndNamesTheHolder() {
        var locks = new DomainLocks(directory);
        try (var _ = held(locks.attempt(WEB))) {
            assertThat(new DomainLocks(directory).attempt(WEB))
                    .isEqualTo(busy(ProcessHandle.current().pid()));
        }
    }

    @Test
    void isFreeAgainWhenClosed() {
        var locks = new DomainLocks(directory);
        held(locks.attempt(WEB)).close();
        held(locks.attempt(WEB)).close();
    }

    @Test
    void leavesOtherDomainsAlone() {
        var locks = new DomainLocks(directory);
        try (var _ = held(locks.attempt(WEB));
                var _ = held(locks.attempt(DB))) {
            assertThat(locks.attempt(DB)).isInstanceOf(DomainLocks.Attempt.Busy.class);
        }
    }

    @Test
    void followsARename() {
        var locks = new DomainLocks(directory);
        try (var _ = held(locks.attempt(WEB))) {
            assertThat(locks.attempt(new DomainRef(WEB.uuid(), "renamed")))
                    .isInstanceOf(DomainLocks.Attempt.Busy.class);
        }
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        var made = directory.resolve("state/locks");
        held(new DomainLocks(made).attempt(WEB)).close();
        assertThat(permissions(made)).isEqualTo("rwx------");
        assertThat(permissions(made.resolve(WEB.uuid() + ".lock"))).isEqualTo("rw-------");
    }

    @Test
    void excludesAnotherProcessAndEndsWithIt() throws IOException, InterruptedException {
        var locks = new DomainLocks(directory);
        var holder = holder();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            assertThat(locks.attempt(WEB)).isEqualTo(busy(holder.pid()));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        held(locks.attempt(WEB)).close();
    }

    /// Java's own locks are the process's: the second attempt would have ended the first one's.
    @Test
    void isHeldStillAfterAnotherThreadWasRefused() throws IOException, InterruptedException {
        var locks = new DomainLocks(directory);
        try (var _ = held(locks.attempt(WEB))) {
            assertThat(locks.attempt(WEB)).isInstanceOf(DomainLocks.Attempt.Busy.class);
            var other = holder();
            try {
                assertThat(other.inputReader().readLine()).isEqualTo("busy");
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    private Process holder() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path", "." + File.pathSeparator),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// A process that takes the lock and keeps it until it is killed.
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            switch (new DomainLocks(Path.of(args[0])).attempt(WEB)) {
                case DomainLocks.Attempt.Busy _ -> System.out.println("busy");
                case DomainLocks.Attempt.Held(var lock) -> {
                    System.out.println("held");
                    try (lock) {
                        var _ = System.in.read();
                    }
                }
            }
        }
    }

    private static DomainLock held(DomainLocks.Attempt attempt) {
        return switch (attempt) {
            case DomainLocks.Attempt.Held(var lock) -> lock;
            case DomainLocks.Attempt.Busy busy -> throw new AssertionError(busy.toString());
        };
    }

    private static DomainLocks.Attempt busy(long pid) {
        return new DomainLocks.Attempt.Busy(OptionalLong.of(pid));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
