package dev.varve.cli.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;

/// A gauge that is being filled.
final class Gauge {
    private final GaugeSnapshot.Builder gauge;
    private List<String> labels = List.of();

    Gauge(String name, String help) {
        this.gauge = GaugeSnapshot.builder().name(name).help(help);
    }

    Gauge labels(String... names) {
        labels = List.of(names);
        return this;
    }

    /// Adds a value.
    ///
    /// @param labelled one value for each label
    Gauge value(long value, String... labelled) {
        gauge.dataPoint(
                GaugeDataPointSnapshot.builder()
                        .labels(Labels.of(labels.toArray(String[]::new), labelled))
                        .value((double) value)
                        .build());
        return this;
    }

    GaugeSnapshot build() {
        return gauge.build();
    }
}
