package dev.varve.core.hypervisor.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What people do to the disks of a domain with libvirt's own commands, whatever Varve has planned.
final class DefinitionEdits {
    void attach(MemoryDomain domain, Disk disk) {
        if (Stream.of(domain.definition, domain.live())
                .anyMatch(definition -> definition.disk(disk.target()).isPresent())) {
            throw new HypervisorException(
                    Kind.INVALID, "target " + disk.target() + " already exists");
        }
        edit(domain, definition -> definition.and(disk));
    }

    void detach(MemoryDomain domain, DiskTarget target) {
        edit(domain, definition -> definition.without(target));
    }

    void retarget(MemoryDomain domain, Map<DiskTarget, DiskTarget> targets) {
        domain.definition = domain.definition.retargeted(targets);
    }

    private static void edit(MemoryDomain domain, UnaryOperator<Definition> edit) {
        domain.definition = edit.apply(domain.definition);
        domain.guest.ifPresent(guest -> guest.definition = edit.apply(guest.definition));
    }
}
