package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Move;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import dev.varve.testing.contract.MergeContract;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// libvirt with real QEMU and real images merges as every hypervisor does.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class LibvirtMergeTest extends MergeContract {
    private final EmbeddedLibvirt libvirt;

    LibvirtMergeTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    protected Fixture open() {
        return libvirt.host();
    }

    /// As a commit leaves it that was cut after the overlay's file has got the base's name. Nobody's hard link is
    /// in the way of going on.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileThatHasTheNameOfBothIsParted(boolean runs) throws IOException {
        var base = head(VDA);
        take(S1);
        fixture().write(head(VDA), 3);
        var top = head(VDA);
        var contents = fixture().digest(top);
        var overlay = PartialFile.of(top, domain().ref().uuid().toString());
        EmbeddedHost.run("qemu-img", "rebase", "-f", "qcow2", "-b", "", top.toString());
        Files.delete(base);
        Files.createLink(base, top);
        EmbeddedHost.createOverlay(overlay, base);
        var step = new MergeStep.Commit(VDA, top, base);
        if (runs) {
            start();
            fails(step);
            stop();
        }
        assertThat(fixture().hypervisor().observe().dependants(base)).isEmpty();
        perform(step);
        assertThat(layer(top).below()).contains(base);
        assertThat(layer(top).empty()).isTrue();
        assertThat(Files.getAttribute(base, "unix:nlink")).isEqualTo(1);
        perform(new DomainStep.RepointDomain(List.of(new Move(VDA, top, base, ImageFormat.QCOW2))));
        perform(new ImageStep.RemoveImage(top));
        assertThat(fixture().digest(base)).isEqualTo(contents);
        assertThat(overlay).doesNotExist();
    }
}
