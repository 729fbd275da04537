package dev.varve.core.chain;

import dev.varve.core.model.HostState;
import dev.varve.core.plan.doctor.Diagnosis;
import dev.varve.core.plan.doctor.Finding;
import dev.varve.core.plan.doctor.LayerDiagnosis;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is wrong, by the layer at which it is to be seen: as it is diagnosed for each domain, and for what
/// no domain reaches by the layer alone. What is wrong with a domain as a whole isn't here.
final class LayerFindings {
    private final HostState state;
    private final Map<Path, Set<Finding>> byLayer = new HashMap<>();

    private LayerFindings(HostState state) {
        this.state = state;
    }

    static LayerFindings of(HostState state) {
        var findings = new LayerFindings(state);
        var reached = new HashSet<Path>();
        for (var domain : state.domains()) {
            var diagnosis = new Diagnosis(state, domain);
            diagnosis.findings().forEach(findings::add);
            diagnosis.reached().forEach(layer -> reached.add(layer.path()));
        }
        state.layers().values().stream()
                .filter(layer -> !reached.contains(layer.path()))
                .flatMap(layer -> new LayerDiagnosis(state, layer).findings())
                .forEach(findings::add);
        return findings;
    }

    List<Finding> at(Path layer) {
        return List.copyOf(byLayer.getOrDefault(layer, Set.of()));
    }

    /// What isn't there is told by those that lie on it.
    private void add(Finding finding) {
        for (var image : finding.images()) {
            if (state.layer(image).isPresent()) {
                add(image, finding);
            } else {
                state.overlays(image).forEach(overlay -> add(overlay.path(), finding));
            }
        }
    }

    private void add(Path layer, Finding finding) {
        byLayer.computeIfAbsent(layer, _ -> new LinkedHashSet<>()).add(finding);
    }
}
