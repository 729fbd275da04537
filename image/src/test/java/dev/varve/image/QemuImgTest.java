package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QemuImgTest {
    @TempDir Path dir;

    private QemuImg program(String script) throws IOException {
        var program = Files.writeString(dir.resolve("program"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new QemuImg(program.toString());
    }

    private String run(QemuImg program, CopyProgress progress) throws IOException {
        return program.run("commit", dir.resolve("image"), List.of(), progress);
    }

    @Test
    void progressOnlyRises() throws IOException {
        var percents = new ArrayList<Double>();
        run(
                program(
                        "printf '    (0.00/100%%)\\r    (7.50/100%%)\\r    (3/100%%)\\r (100.00/100%%)\\r\\n'"),
                percents::add);
        assertThat(percents).containsExactly(0.0, 7.5, 100.0);
    }

    @Test
    void aFailureHasItsReason() {
        assertThatThrownBy(() ->
                        run(program("echo 'qemu-img: no way' >&2; exit 1"), CopyProgress.ignored()))
                .isInstanceOf(IOException.class)
                .hasMessage("qemu-img commit failed: no way");
        assertThatThrownBy(() -> run(program("exit 3"), CopyProgress.ignored()))
                .hasMessage("qemu-img commit failed: exit status 3");
    }

    @Test
    void muchOutputBlocksNobody() throws IOException {
        var program = program("yes long | head -c 1000000; yes long | head -c 1000000 >&2");
        assertThat(run(program, CopyProgress.ignored())).hasSizeLessThanOrEqualTo(8192);
    }

    @Test
    void aMissingProgramNamesItsPackage() {
        assertThatThrownBy(() ->
                        run(new QemuImg(dir.resolve("none").toString()), CopyProgress.ignored()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("qemu-utils");
    }

    /// The program says its number in place of progress, and would run for ever.
    @Test
    void anInterruptionEndsTheProcess() throws IOException {
        var program = program("echo \"($$/100%)\"; exec tail -f /dev/null");
        var pids = new ArrayList<Long>();
        assertThatThrownBy(() ->
                        run(
                                program,
                                pid -> {
                                    pids.add((long) pid);
                                    Thread.currentThread().interrupt();
                                }))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pids).hasSize(1);
        assertThat(ProcessHandle.of(pids.getFirst()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aListenerThatFailsEndsTheProcess() throws IOException {
        var program = program("echo \"($$/100%)\"; exec tail -f /dev/null");
        var pids = new ArrayList<Long>();
        assertThatThrownBy(() ->
                        run(
                                program,
                                pid -> {
                                    pids.add((long) pid);
                                    throw new IllegalStateException("enough");
                                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(ProcessHandle.of(pids.getFirst()).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
