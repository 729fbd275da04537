package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.HalfDone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// QEMUs on this host that libvirt doesn't know any more. libvirt starts each with the domain's UUID
/// among its arguments.
///
/// @param processes those that run a domain, by its UUID, whether libvirt knows them or not
public record LostQemus(Map<String, List<RunningProcess>> processes) {
    /// {@return the QEMUs that run at this moment, as far as this user can see them}
    public static LostQemus find() {
        return among(RunningProcess.all());
    }

    /// {@return those of these processes that are QEMUs}
    static LostQemus among(List<RunningProcess> all) {
        var processes = new HashMap<String, List<RunningProcess>>();
        for (var process : all) {
            domain(process)
                    .ifPresent(uuid ->
                            processes.computeIfAbsent(uuid, _ -> new ArrayList<>()).add(process));
        }
        return new LostQemus(processes);
    }

    /// {@return the process that runs the domain, which libvirt takes for shut off}
    ///
    /// @param images the domain's: another libvirt on this host may run a domain with its UUID
    public Optional<HalfDone.LostQemu> of(UUID domain, Set<Path> images) {
        return processes.getOrDefault(domain.toString(), List.of()).stream()
                .map(process -> new HalfDone.LostQemu(process.number(), process.open()))
                .filter(qemu -> qemu.open().stream().anyMatch(images::contains))
                .findFirst();
    }

    private static Optional<String> domain(RunningProcess process) {
        var arguments = process.arguments();
        int at = arguments.indexOf("-uuid") + 1;
        return at > 0 && at < arguments.size() ? Optional.of(arguments.get(at)) : Optional.empty();
    }
}
