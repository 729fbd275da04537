package dev.varve.core.operation;

import dev.varve.core.plan.step.Step;
import java.util.LinkedHashMap;
import java.util.Map;

/// One step of each type, and the JSON that it has in every journal that was ever written.
final class StepSamples {
    private StepSamples() {}

    static Map<Step, String> all() {
        var samples = new LinkedHashMap<>(FileStepSamples.all());
        samples.putAll(DomainStepSamples.all());
        return samples;
    }
}
