package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.WriteProtection;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can't be written to is known before anything is begun.
class WritableFilesTest {
    private static final Path BASE = Host.image("web-vda.qcow2");
    private static final Path DIRECTORY = Path.of("/images");
    private static final WriteProtection READ_ONLY =
            new WriteProtection("Read-only file system", true);
    private static final WriteProtection DENIED = new WriteProtection("permission denied", false);

    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = host.domain("web", Host.VDA);

    @BeforeEach
    void build() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        host.write(web, Host.VDA, 0, 1);
        host.write(web, Host.VDA, 1, 1);
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 1, 2);
    }

    private void assertRefused(Path file, Function<HostState, Planned> planner) {
        var refusal = host.refused(web, planner);
        assertThat(refusal).isInstanceOf(ImageRefusal.WriteProtected.class);
        assertThat(refusal.message()).contains(file + " can't be");
    }

    @Test
    void aBaseThatCantBeWrittenToRefusesADelete() {
        host.hypervisor.protect(BASE, DENIED);
        assertRefused(BASE, host.delete(web, "s1"));
    }

    @Test
    void aDirectoryFromWhichNothingCanGoRefusesADelete() {
        host.hypervisor.protect(DIRECTORY, DENIED);
        assertRefused(DIRECTORY, host.delete(web, "s1"));
    }

    @Test
    void aRunningQemuWritesByItsOwnRights() {
        host.hypervisor.start(web);
        host.hypervisor.protect(BASE, READ_ONLY);
        assertRefused(BASE, host.delete(web, "s1"));
        host.hypervisor.protect(BASE, DENIED);
        assertThat(host.run(web, host.delete(web, "s1"))).isInstanceOf(Plan.class);
    }
}
