package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Limits;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.libvirt.hypervisor.observe.KnownDefect;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class KnownDefectTest {
    private static final DiskTarget VDA = new DiskTarget("vda");

    @AutoClose private final EmbeddedHost host;

    KnownDefectTest(EmbeddedLibvirt libvirt) {
        host = libvirt.host();
    }

    @ParameterizedTest
    @CsvSource({
        "9000000, libvirt 9.0.0, 200, true, false",
        "10007001, libvirt 10.7.1, 200, true, true",
        "10008000, libvirt 10.8.0, 25, true, true",
        "11001000, libvirt 11.1.0, 25, true, true",
        "11002000, libvirt 11.2.0, 25, false, true",
        "11003001, libvirt 11.3.1, 25, false, true",
        "11004000, libvirt 11.4.0, 25, true, true",
        "11010000, libvirt 11.10.0, 25, true, true",
        "12000000, libvirt 12.0.0, 200, true, true",
    })
    void goesByTheVersion(
            long version,
            String hypervisor,
            int layers,
            boolean resumesInternal,
            boolean needsCurrent) {
        assertThat(KnownDefect.limits(version))
                .isEqualTo(new Limits(hypervisor, layers, resumesInternal, needsCurrent));
    }

    /// On the installed libvirt, whichever that is.
    @Test
    void aDomainStartsOnAsManyLayersAndOnNoMore() {
        var web = host.domain("web", List.of(VDA));
        int layers = host.hypervisor().observe().limits().layers();
        place(web, stack(layers));
        start(web);
        host.hypervisor().perform(web, new DomainStep.StopDomain(), Progress.none());

        var tooMany = overlay(layers);
        place(web, tooMany);
        assertThatThrownBy(() -> start(web)).isInstanceOf(HypervisorException.class);
    }

    private void start(DomainRef web) {
        host.hypervisor().perform(web, new DomainStep.StartDomain(false, false), Progress.none());
    }

    private void place(DomainRef web, Path image) {
        try (var domain = host.connection().domainByUuid(web.uuid().toString())) {
            var xml =
                    domain.xml(0)
                            .replaceFirst("<source file='[^']*'", "<source file='" + image + "'");
            host.connection().defineDomain(xml).close();
        }
    }

    /// {@return the top of so many layers}
    private Path stack(int layers) {
        var top = host.file("web-vda.qcow2");
        for (int below = 1; below < layers; below++) {
            top = overlay(below);
        }
        return top;
    }

    /// Of the image with as many layers.
    private Path overlay(int below) {
        var base = below == 1 ? host.file("web-vda.qcow2") : host.file("layer" + below);
        var overlay = host.file("layer" + (below + 1));
        EmbeddedHost.run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-u",
                "-F",
                "qcow2",
                "-b",
                base.toString(),
                overlay.toString(),
                "1M");
        return overlay;
    }
}
