package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `status`, `snapshots`, `metrics` and `--details` over several domains.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class StatusTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}";

    @AutoClose private final PrivateHost host = PrivateHost.create();
    private final RealGuest web = host.define("web", 2);

    StatusTest() throws Exception {
        host.define("db", 1);
        take("web", "clean", "--description", "as installed");
        take("web", "before-upgrade");
        host.varve("hold", "web", "clean", "--reason", "keep me").ok();
        host.varve("tag", "web", "before-upgrade", "--add", "upgrade", "--add", "web").ok();
        take("db", "nightly", "--policy", "nightly");
    }

    private void take(String domain, String name, String... more) throws Exception {
        var command = new ArrayList<>(List.of("snapshot-create-as", domain, name, "--disk-only"));
        command.addAll(List.of(more));
        host.varve(command.toArray(String[]::new)).ok();
    }

    private static JsonNode json(String text) {
        return new JsonMapper().readTree(text);
    }

    @Test
    void aRowForEachDomain() throws Exception {
        assertThat(host.varve("status").ok())
                .matches(
                        """
                         Domain   State      Snapshots   Oldest +Depth   Space +Policies +Problems
                        -+
                         db       shut off   1           AGO +2       [\\d.]+ MiB +- +-
                         web      shut off   2           AGO +3       [\\d.]+ MiB +- +-

                        """
                                .replace("AGO", "(just now|\\d+ minutes? ago)"));
        assertThat(host.varve("status", "db").ok().lines()).hasSize(4);
        var domains = json(host.varve("status", "--json").ok()).get("domains");
        assertThat(domains.get(1).get("name").asString()).isEqualTo("web");
        assertThat(domains.get(1).get("depths").get("vdb").asInt()).isEqualTo(3);
    }

    @Test
    void snapshotsOfAllDomainsAndThoseThatAreAskedFor() throws Exception {
        assertThat(names()).containsExactly("nightly", "clean", "before-upgrade");
        assertThat(names("--held")).containsExactly("clean");
        assertThat(names("--tag", "upgrade,web")).containsExactly("before-upgrade");
        assertThat(names("--tag", "upgrade,db")).isEmpty();
        assertThat(names("--policy", "nightly")).containsExactly("nightly");
        assertThat(names("--older-than", "1d")).isEmpty();
        assertThat(names("web")).containsExactly("clean", "before-upgrade");
        assertThat(host.varve("snapshots", "--older-than", "soon").exit()).isEqualTo(2);
        assertThat(host.varve("snapshots", "web", "--all").exit()).isEqualTo(2);
    }

    private List<String> names(String... options) throws Exception {
        var command = new ArrayList<>(List.of("snapshots", "--json"));
        command.addAll(List.of(options));
        return json(host.varve(command.toArray(String[]::new)).ok())
                .get("snapshots")
                .valueStream()
                .map(snapshot -> snapshot.get("name").asString())
                .toList();
    }

    @Test
    void detailsStandBehindWhatVirshPrints() throws Exception {
        var plain = host.varve("snapshot-list", "web").ok().lines().toList();
        var detailed = host.varve("snapshot-list", "web", "--details").ok().lines().toList();

        assertThat(detailed).hasSameSizeAs(plain);
        assertThat(detailed.getFirst())
                .isEqualTo(
                        plain.getFirst().stripTrailing()
                                + "     Current   Frees   Hold      Tags          Description");
        assertThat(detailed.get(3))
                .matches(
                        " clean +"
                                + TIME
                                + "   shutoff   - +\\S+ \\S+ +keep me   -    +as installed");
        var info = host.varve("snapshot-info", "web", "clean").ok();
        assertThat(host.varve("snapshot-info", "web", "clean", "--details").ok())
                .startsWith(info.stripTrailing())
                .contains("Hold:           keep me\n")
                .contains("Description:    as installed\n");
        assertThat(host.varve("snapshot-list", "web", "--details", "--tree").exit()).isEqualTo(1);
    }

    @Test
    void aCheckEndsAsNagiosWantsIt() throws Exception {
        assertThat(host.varve("status", "--check").ok())
                .isEqualTo(
                        "VARVE OK - 2 domains, 3 snapshots | domains=2 snapshots=3 depth=3 problems=0\n\n");
        var warned = host.varve("status", "--check", "--max-depth", "2");
        assertThat(warned.exit()).isEqualTo(1);
        assertThat(warned.err()).isEmpty();
        assertThat(warned.out()).startsWith("VARVE WARNING - web: depth 3 > 2 |");
        var unknown = host.varve("status", "nobody", "--check");
        assertThat(unknown.exit()).isEqualTo(3);
        assertThat(unknown.out()).startsWith("VARVE UNKNOWN - failed to get domain 'nobody'");
        assertThat(host.varve("status", "--check", "--max-depth", "deep").exit()).isEqualTo(3);
    }

    @Test
    void metricsReplaceTheirOwnFileAndNothingElse() throws Exception {
        var file = host.root().resolve("varve.prom");
        host.varve("metrics", "--textfile", file.toString()).ok();
        host.varve("metrics", "--textfile", file.toString()).ok();

        assertThat(Files.readString(file))
                .contains("varve_snapshots{domain=\"db\",policy=\"nightly\"} 1.0\n")
                .contains("varve_chain_depth{disk=\"vdb\",domain=\"web\"} 3.0\n")
                .contains("varve_snapshot_reclaimable_bytes{domain=\"web\"}")
                .isEqualTo(host.varve("metrics").ok().replaceFirst("\n$", ""));
        var disk = web.head("vda");
        var before = Files.readAllBytes(disk);
        assertThat(host.varve("metrics", "--textfile", disk.toString()).exit()).isEqualTo(4);
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);
        assertThat(host.varve("metrics", "--textfile", "/nowhere/x.prom").err())
                .isEqualTo(
                        "error: cannot write the metrics to /nowhere/x.prom: there is no such directory\n");
    }
}
