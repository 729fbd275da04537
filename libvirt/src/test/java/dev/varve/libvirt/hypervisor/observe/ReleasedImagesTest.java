package dev.varve.libvirt.hypervisor.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What each QEMU answered, shortened.
class ReleasedImagesTest {
    private static final long LIBVIRT_9_0 = 9_000_000;
    private static final long LIBVIRT_11_3 = 11_003_000;
    private static final long LIBVIRT_12_8 = 12_008_000;

    private static final String PAUSED = "{\"return\":{\"status\":\"paused\",\"running\":false}}";
    private static final String SAVED =
            "{\"return\":{\"status\":\"postmigrate\",\"running\":false}}";
    private static final String UNTOLD =
            "{\"return\":[{\"ro\":false,\"node-name\":\"libvirt-1-format\"}]}";
    private static final String HELD = "{\"return\":[{\"active\":true,\"ro\":false}]}";
    private static final String RELEASED = "{\"return\":[{\"active\":false,\"ro\":false}]}";

    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final Path BASE = Path.of("/base");
    private static final Path TOP = Path.of("/top");
    private static final Step COMMIT = new MergeStep.Commit(VDA, TOP, BASE);
    private static final Step PULL = new MergeStep.Pull(VDA, BASE, BASE, TOP, Optional.empty());

    private static boolean refused(String nodes, String status, Step job, long version) {
        return ReleasedImages.isRefused(nodes, status, job, version);
    }

    @Test
    void anOldQemuRefusesACommitAfterItsMemoryWasSaved() {
        assertThat(refused(UNTOLD, SAVED, COMMIT, LIBVIRT_9_0)).isTrue();
        assertThat(refused(UNTOLD, SAVED, PULL, LIBVIRT_9_0)).isFalse();
        assertThat(refused(UNTOLD, PAUSED, COMMIT, LIBVIRT_9_0)).isFalse();
        assertThat(refused(UNTOLD, SAVED, COMMIT, LIBVIRT_12_8)).isTrue();
    }

    @Test
    void aNewOneRefusesAnyJobUnlessLibvirtLetsItTakeTheImagesAgain() {
        assertThat(refused(RELEASED, SAVED, COMMIT, LIBVIRT_11_3)).isTrue();
        assertThat(refused(RELEASED, PAUSED, PULL, LIBVIRT_11_3)).isTrue();
        assertThat(refused(HELD, PAUSED, COMMIT, LIBVIRT_11_3)).isFalse();
        assertThat(refused(RELEASED, SAVED, COMMIT, LIBVIRT_12_8)).isFalse();
    }
}
