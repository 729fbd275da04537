package dev.varve.cli.metrics;

import dev.varve.state.Snapshot;
import dev.varve.status.DomainStatus;
import dev.varve.status.SnapshotStatus;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// How domains fare, as figures. A figure that isn't known is left out.
///
/// @see <a href="https://prometheus.io/docs/practices/naming/">Metric and label naming</a>
public final class Metrics {
    private Metrics() {}

    /// {@return the figures in Prometheus' text format}
    public static String text(List<DomainStatus> all) {
        var bytes = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create()
                    .write(bytes, of(all), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// {@return whether a file that begins so was written by [#text]}
    public static boolean isOlder(String beginning) {
        return beginning.isEmpty() || beginning.startsWith("# HELP varve_");
    }

    private static MetricSnapshots of(List<DomainStatus> all) {
        return MetricSnapshots.of(
                snapshots(all).build(),
                depths(all).build(),
                oldest(all).build(),
                reclaimable(all).build(),
                allocated(all).build(),
                findings(all).build(),
                lastSuccess(all).build(),
                new Gauge("varve_operations_unfinished", "Operations that were cut.")
                        .value(
                                all.stream()
                                        .map(DomainStatus::cut)
                                        .flatMap(Optional::stream)
                                        .distinct()
                                        .count())
                        .build());
    }

    private static Gauge snapshots(List<DomainStatus> all) {
        var gauge =
                new Gauge("varve_snapshots", "Snapshots of a domain.").labels("domain", "policy");
        for (var status : all) {
            var counts = new TreeMap<String, Integer>();
            counts.put("", 0);
            status.snapshots().stream()
                    .map(SnapshotStatus::snapshot)
                    .map(Snapshot::notes)
                    .forEach(notes -> counts.merge(notes.policy().orElse(""), 1, Integer::sum));
            counts.forEach((policy, count) -> gauge.value(count, status.domain(), policy));
        }
        return gauge;
    }

    private static Gauge depths(List<DomainStatus> all) {
        var gauge =
                new Gauge("varve_chain_depth", "Layers that a disk reads through.")
                        .labels("domain", "disk");
        all.forEach(status ->
                status.depths()
                        .forEach((disk, depth) -> gauge.value(depth, status.domain(), disk)));
        return gauge;
    }

    private static Gauge oldest(List<DomainStatus> all) {
        var gauge =
                new Gauge(
                                "varve_snapshot_oldest_timestamp_seconds",
                                "When a domain's oldest snapshot was taken.")
                        .labels("domain");
        all.forEach(status ->
                status.oldest()
                        .ifPresent(time -> gauge.value(time.getEpochSecond(), status.domain())));
        return gauge;
    }

    private static Gauge reclaimable(List<DomainStatus> all) {
        var gauge =
                new Gauge(
                                "varve_snapshot_reclaimable_bytes",
                                "What deleting each snapshot of a domain alone would free, in all.")
                        .labels("domain");
        for (var status : all) {
            var known = status.snapshots().stream().map(SnapshotStatus::frees).toList();
            if (known.stream().allMatch(Optional::isPresent)) {
                gauge.value(
                        known.stream().flatMap(Optional::stream).mapToLong(Long::longValue).sum(),
                        status.domain());
            }
        }
        return gauge;
    }

    private static Gauge allocated(List<DomainStatus> all) {
        var gauge =
                new Gauge(
                                "varve_images_allocated_bytes",
                                "What the layers of a domain and its snapshots take.")
                        .labels("domain");
        all.forEach(status -> gauge.value(status.allocated(), status.domain()));
        return gauge;
    }

    private static Gauge lastSuccess(List<DomainStatus> all) {
        var gauge =
                new Gauge(
                                "varve_policy_last_success_timestamp_seconds",
                                "When a policy last did all that it is for.")
                        .labels("domain", "policy");
        for (var status : all) {
            status.policyRuns()
                    .forEach(run ->
                            gauge.value(
                                    run.lastSuccess().map(Instant::getEpochSecond).orElse(0L),
                                    status.domain(),
                                    run.policy()));
        }
        return gauge;
    }

    private static Gauge findings(List<DomainStatus> all) {
        var gauge =
                new Gauge("varve_findings", "What varve doctor has found.")
                        .labels("domain", "kind");
        for (var status : all) {
            var counts = new TreeMap<String, Integer>();
            status.findings().forEach(finding -> counts.merge(finding.kind(), 1, Integer::sum));
            counts.forEach((kind, count) -> gauge.value(count, status.domain(), kind));
        }
        return gauge;
    }
}
