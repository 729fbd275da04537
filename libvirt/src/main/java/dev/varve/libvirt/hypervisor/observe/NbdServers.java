package dev.varve.libvirt.hypervisor.observe;

import dev.varve.image.NbdServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The qemu-nbds of this host, `varve nbd`'s and others'. What one has open it reads for whoever may
/// connect. That is told by the process alone: nothing is noted anywhere that could outlive it.
///
/// @param open who serves each image, in a few words each
record NbdServers(Map<Path, Set<String>> open) {
    /// {@return those among these processes}
    static NbdServers among(List<RunningProcess> all) {
        var open = new HashMap<Path, Set<String>>();
        for (var process : all) {
            who(process).ifPresent(who -> process.open().forEach(path -> add(open, path, who)));
        }
        return new NbdServers(open);
    }

    private static Optional<String> who(RunningProcess process) {
        return NbdServer.whose(process.arguments(), process.number());
    }

    private static void add(Map<Path, Set<String>> open, Path path, String who) {
        open.computeIfAbsent(path, _ -> new TreeSet<>()).add(who);
    }

    /// {@return who serves the image}
    Set<String> of(Path image) {
        return open.getOrDefault(image, Set.of());
    }
}
