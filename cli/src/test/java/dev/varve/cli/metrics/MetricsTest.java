package dev.varve.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.state.Finding;
import dev.varve.state.PolicyRun;
import dev.varve.state.RunState;
import dev.varve.status.DomainStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static DomainStatus domain(String name) {
        return new DomainStatus(
                name,
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                RunState.RUNNING,
                List.of(),
                new TreeMap<>(Map.of("vda", 2, "vdb", 1)),
                4096,
                Optional.empty(),
                List.of(new Finding("orphan", "a file", "remove it", false)),
                List.of(
                        new PolicyRun(
                                "nightly",
                                name,
                                new UUID(0, 1),
                                Instant.ofEpochSecond(20),
                                Optional.of(Instant.ofEpochSecond(10)),
                                Optional.empty())));
    }

    @Test
    void hasAFigureForEachDomainDiskAndKind() {
        assertThat(Metrics.text(List.of(domain("web"))))
                .isEqualTo(
                        """
                        # HELP varve_chain_depth Layers that a disk reads through.
                        # TYPE varve_chain_depth gauge
                        varve_chain_depth{disk="vda",domain="web"} 2.0
                        varve_chain_depth{disk="vdb",domain="web"} 1.0
                        # HELP varve_findings What varve doctor has found.
                        # TYPE varve_findings gauge
                        varve_findings{domain="web",kind="orphan"} 1.0
                        # HELP varve_images_allocated_bytes What the layers of a domain and its snapshots take.
                        # TYPE varve_images_allocated_bytes gauge
                        varve_images_allocated_bytes{domain="web"} 4096.0
                        # HELP varve_operations_unfinished Operations that were cut.
                        # TYPE varve_operations_unfinished gauge
                        varve_operations_unfinished 0.0
                        # HELP varve_policy_last_success_timestamp_seconds When a policy last did all that it is for.
                        # TYPE varve_policy_last_success_timestamp_seconds gauge
                        varve_policy_last_success_timestamp_seconds{domain="web",policy="nightly"} 10.0
                        # HELP varve_snapshot_reclaimable_bytes What deleting each snapshot of a domain alone would free, in all.
                        # TYPE varve_snapshot_reclaimable_bytes gauge
                        varve_snapshot_reclaimable_bytes{domain="web"} 0.0
                        # HELP varve_snapshots Snapshots of a domain.
                        # TYPE varve_snapshots gauge
                        varve_snapshots{domain="web",policy=""} 0.0
                        """);
    }

    @Test
    void aNameBreaksNoLine() {
        var text = Metrics.text(List.of(domain("a\"b\\c\nd")));

        assertThat(text.lines().filter(line -> !line.startsWith("#")))
                .allMatch(line -> line.matches("varve_[a-z_]+(\\{.*\\})? \\d+\\.\\d+"));
        assertThat(text).contains("domain=\"a\\\"b\\\\c\\nd\"");
    }

    @Test
    void knowsItsOwnFiles() {
        assertThat(Metrics.isOlder(Metrics.text(List.of()))).isTrue();
        assertThat(Metrics.isOlder("")).isTrue();
        assertThat(Metrics.isOlder("QFI\u00fb")).isFalse();
        assertThat(Metrics.isOlder("# HELP node_load1")).isFalse();
    }
}
