package dev.varve.cli.command;

import dev.varve.cli.metrics.Metrics;
import dev.varve.cli.session.Session;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `metrics`
@Command(
        description = "Print figures of all domains for Prometheus.",
        footer = "varve metrics --textfile /var/lib/prometheus/node-exporter/varve.prom")
final class MetricsCommand implements OwnCommand {

    @Option(
            names = "--textfile",
            paramLabel = "FILE",
            description = "write them there for node_exporter, in one go")
    Optional<String> textfile = Optional.empty();

    @Option(
            names = "--no-sizes",
            description = "don't read the images' tables for what deleting snapshots would free")
    boolean noSizes;

    @Override
    public void run(Session session) {
        var file = textfile.map(name -> OwnFile.of(name, "the metrics", Metrics::isOlder));
        var text = Metrics.text(session.images().status(!noSizes));
        file.ifPresentOrElse(target -> target.write(text), () -> session.print(text));
    }
}
