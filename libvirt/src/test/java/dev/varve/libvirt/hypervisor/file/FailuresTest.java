package dev.varve.libvirt.hypervisor.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.HypervisorException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    static Stream<IOException> interrupted() {
        return Stream.of(
                new ClosedByInterruptException(),
                new FileLockInterruptionException(),
                new InterruptedIOException("cancelled"));
    }

    /// Java has no words for what Ctrl-C does to a file that is being read.
    @ParameterizedTest
    @MethodSource("interrupted")
    void whatIsInterruptedIsCancelled(IOException e) {
        var failure = Failures.of("copy a", e);
        assertThat(failure.kind()).isEqualTo(HypervisorException.Kind.CANCELLED);
        assertThat(failure).hasMessage("cannot copy a: cancelled");
    }
}
