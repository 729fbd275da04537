package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.change.Changes;
import dev.varve.cli.json.BlockJobDocument;
import dev.varve.cli.options.Bandwidth;
import dev.varve.cli.options.OneDisk;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.BlockJobInfo;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobAbortFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobInfoFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobSetSpeedFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobType;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `blockjob`
@Command(description = "Show, limit or end the block job of a disk.")
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
        try (var handle = session.domain(disk.domain)) {
            if (bandwidth.isPresent()) {
                limit(handle, bandwidth.get());
            } else if (abort || pivot || async) {
                end(session, handle);
            } else {
                show(session, handle);
            }
        }
    }

    private void limit(LibvirtDomain handle, String text) {
        handle.disk(disk.path)
                .blockJobSetSpeed(
                        Bandwidth.bytesPerSecond(text, bytes),
                        VirDomainBlockJobSetSpeedFlags.BANDWIDTH_BYTES);
    }

    private void end(Session session, LibvirtDomain handle) {
        if (pivot) {
            refusePivot(session, handle);
        }
        handle.disk(disk.path)
                .blockJobAbort(
                        (pivot ? VirDomainBlockJobAbortFlags.PIVOT : 0)
                                | (async ? VirDomainBlockJobAbortFlags.ASYNC : 0));
    }

    /// After it the snapshots' metadata would name images that are gone or read otherwise.
    private void refusePivot(Session session, LibvirtDomain handle) {
        var uuid = Changes.ref(handle).uuid();
        if (Changes.apply(session)
                && Changes.of(session, "end the block job on disk " + disk.path)
                        .unfinished()
                        .stream()
                        .anyMatch(operation -> operation.concerns(uuid))) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    ("cannot pivot disk %1$s of %2$s: the job belongs to an operation that is"
                                    + " unfinished; run \"varve recover %2$s\"")
                            .formatted(disk.path, handle.name()));
        }
        var type = handle.disk(disk.path).blockJobInfo(0).map(BlockJobInfo::type);
        if (type.equals(Optional.of(VirDomainBlockJobType.ACTIVE_COMMIT))) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    ("cannot pivot disk %1$s of %2$s: its snapshots' metadata would not follow; end"
                                    + " the job with --abort, and run \"varve blockcommit %2$s %1$s"
                                    + " --active\"")
                            .formatted(disk.path, handle.name()));
        }
    }

    private void show(Session session, LibvirtDomain handle) {
        boolean inBytes = bytes || !raw;
        var found =
                handle.disk(disk.path)
                        .blockJobInfo(inBytes ? VirDomainBlockJobInfoFlags.BANDWIDTH_BYTES : 0);
        if (json) {
            session.print(JsonText.of(BlockJobDocument.of(handle.name(), disk.path, found)));
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

    private static String numbers(BlockJobInfo job) {
        return " type=%s\n bandwidth=%d\n cur=%d\n end=%d\n"
                .formatted(
                        BlockJobDocument.word(job.type()), job.bandwidth(), job.cur(), job.end());
    }

    /// virsh: virshPrintJobProgress.
    private static String progress(BlockJobInfo job) {
        long left = job.end() - job.cur();
        long percent =
                job.end() == 0 || left <= 0
                        ? 100
                        : Math.min(99, (long) (100.0 - left * 100.0 / job.end()));
        return "\r%s: [%3d %%]".formatted(BlockJobDocument.word(job.type()), percent);
    }

    private static String limitText(BlockJobInfo job) {
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
