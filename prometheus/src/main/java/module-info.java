/// Prometheus' Java client as one module: what a metric is, and how it is written down.
module io.prometheus.metrics {
    requires java.logging;

    exports io.prometheus.metrics.config;
    exports io.prometheus.metrics.expositionformats;
    exports io.prometheus.metrics.model.registry;
    exports io.prometheus.metrics.model.snapshots;
}
