package dev.varve.cli.virsh;

import dev.varve.Domain;
import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.json.BlockJobDocument;
import dev.varve.cli.options.Bandwidth;
import dev.varve.cli.options.OneDisk;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.state.BlockJob;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `blockjob`
@Command(
        description = "Show, limit or end the block job of a disk.",
        footer = "varve blockjob web vda")
final class BlockjobCommand implements VirshCommand {
    @Mixin OneDisk disk = new OneDisk();

    @Option(names = "--abort", description = "end the job; the disk stays on its image")
    boolean abort;

    @Option(names = "--async", description = "the same, without waiting for its end")
    boolean async;

    @Option(
            names = "--pivot",
            description = "let the disk go on with the copy; refused for a commit")
    boolean pivot;

    @Option(names = "--info", description = "show the job, which is the default")
    boolean info;

    @Option(names = "--bytes", description = "bandwidths are in bytes per second")
    boolean bytes;

    @Option(names = "--raw", description = "show the job's numbers")
    boolean raw;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Data(2)
    @Option(
            names = "--bandwidth",
            paramLabel = "MIB",
            description = "let the job copy at most so many MiB per second")
    Optional<String> bandwidth = Optional.empty();

    @Override
    public Optional<String> conflict() {
        boolean limits = bandwidth.isPresent();
        return new Conflicts()
                .exclusive("raw", raw, "abort", abort)
                .exclusive("raw", raw, "pivot", pivot)
                .exclusive("raw", raw, "async", async)
                .exclusive("raw", raw, "bandwidth", limits)
                .exclusive("info", info, "abort", abort)
                .exclusive("info", info, "pivot", pivot)
                .exclusive("info", info, "async", async)
                .exclusive("info", info, "bandwidth", limits)
                .exclusive("bytes", bytes, "abort", abort)
                .exclusive("bytes", bytes, "pivot", pivot)
                .exclusive("bytes", bytes, "async", async)
                .exclusive("json", json, "abort", abort)
                .exclusive("json", json, "pivot", pivot)
                .exclusive("json", json, "async", async)
                .exclusive("json", json, "bandwidth", limits)
                .first();
    }

    @Override
    public void run(Session session) {
        var domain = session.found(disk.domain);
        var jobs = domain.blockJobs(disk.path);
        if (bandwidth.isPresent()) {
            jobs.limit(Bandwidth.bytesPerSecond(bandwidth.get(), bytes));
        } else if (pivot) {
            jobs.pivot(!async);
        } else if (abort || async) {
            jobs.abort(!async);
        } else {
            show(session, domain, jobs.find());
        }
    }

    private void show(Session session, Domain domain, Optional<BlockJob> found) {
        if (json) {
            session.print(JsonText.of(new BlockJobDocument(domain.name(), disk.path, found)));
        } else if (found.isEmpty()) {
            session.printExtra(raw ? "\n" : "No current block job for " + disk.path + "\n");
        } else if (raw) {
            session.print(numbers(found.get()));
        } else {
            session.messages().print(progress(found.get()));
            session.messages().flush();
            session.print(limitText(found.get()) + "\n");
        }
    }

    /// libvirt gives whole MiB, rounded up: qemuBlockJobInfoTranslate.
    private String numbers(BlockJob job) {
        return " type=%s\n bandwidth=%d\n cur=%d\n end=%d\n"
                .formatted(
                        job.type(),
                        bytes ? job.bandwidth() : Math.ceilDiv(job.bandwidth(), 1L << 20),
                        job.current(),
                        job.end());
    }

    /// virsh: virshPrintJobProgress.
    private static String progress(BlockJob job) {
        long left = job.end() - job.current();
        long percent =
                job.end() == 0 || left <= 0
                        ? 100
                        : Math.min(99, (long) (100.0 - left * 100.0 / job.end()));
        return "\r%s: [%3d %%]".formatted(job.type(), percent);
    }

    private static String limitText(BlockJob job) {
        if (job.bandwidth() == 0) {
            return "";
        }
        var units = new String[] {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        double value = job.bandwidth();
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(
                Locale.ROOT,
                "    Bandwidth limit: %d bytes/s (%.3f %s/s)",
                job.bandwidth(),
                value,
                units[unit]);
    }
}
