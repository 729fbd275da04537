package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.options.OneDisk;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.operation.DiskChange;
import dev.varve.operation.DiskChange.CopyEnd;
import dev.varve.operation.DiskChange.CopyOptions;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `blockcopy`
@Command(
        description = "Copy a disk of a running domain, as QEMU writes it.",
        footer = "varve blockcopy web vda /other/web.qcow2 --wait --pivot")
final class BlockcopyCommand implements VirshCommand {
    @Mixin OneDisk disk = new OneDisk();

    @Data(2)
    @Option(names = "--dest", paramLabel = "FILE", description = "the copy")
    Optional<String> dest = Optional.empty();

    @Option(names = "--shallow", description = "copy the active layer alone, onto what it lies on")
    boolean shallow;

    @Option(names = "--pivot", description = "go on with the copy once it is complete")
    boolean pivot;

    @Option(names = "--finish", description = "end once the copy is complete, and stay on the disk")
    boolean finish;

    @Option(
            names = "--wait",
            description = "wait until the copy is complete; it is then kept in step")
    boolean waits;

    @Option(names = "--verbose", description = "show progress, which a terminal always gets")
    boolean verbose;

    @Option(names = "--async", description = "don't wait for a cancel to finish; without effect")
    boolean async;

    @Option(names = "--transient-job", description = "the job ends with the guest; always so")
    boolean transientJob;

    @Option(
            names = "--reuse-external",
            description = "write over what is there, which nobody may need")
    boolean reuseExternal;

    @Option(names = "--blockdev", description = "the copy is a block device")
    boolean blockdev;

    @Option(
            names = "--xml",
            paramLabel = "FILE",
            description = "a <disk> with source and format of the copy, in place of --dest")
    Optional<String> xml = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "raw or qcow2; without it, as the disk")
    Optional<String> format = Optional.empty();

    @Option(
            names = "--granularity",
            paramLabel = "BYTES",
            description = "how much is copied again after a write, a power of two")
    Optional<String> granularity = Optional.empty();

    @Option(
            names = "--buf-size",
            paramLabel = "BYTES",
            description = "how much is on its way at once")
    Optional<String> bufSize = Optional.empty();

    @Option(
            names = "--synchronous-writes",
            description = "let the guest's writes end when the copy has them too")
    boolean synchronousWrites;

    @Option(names = "--print-xml", description = "only print the <disk> of the copy")
    boolean printXml;

    @Mixin MergeArguments merge = new MergeArguments();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public Optional<String> conflict() {
        return new Conflicts()
                .exclusive("dest", dest.isPresent(), "xml", xml.isPresent())
                .exclusive("format", format.isPresent(), "xml", xml.isPresent())
                .exclusive("blockdev", blockdev, "xml", xml.isPresent())
                .exclusive("pivot", pivot, "finish", finish)
                .first();
    }

    @Override
    public void run(Session session) {
        var options = merge.options();
        refuseUnawaited("verbose", verbose);
        refuseUnawaited("async", async);
        if (dest.isEmpty() && xml.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "need either --dest or --xml");
        }
        var destination = destination();
        if (printXml) {
            session.print(destination.xml());
            return;
        }
        var copy =
                new DiskChange.Copy(
                        disk.path,
                        destination.file(),
                        destination.format(),
                        shallow,
                        copyOptions(destination),
                        end());
        plan.perform(session, session.found(disk.domain), copy, options)
                .ifPresent(done -> {
                    done.kept().forEach(session::note);
                    session.printExtra(said(copy.end()));
                });
    }

    /// virsh: cmdBlockcopy.
    private void refuseUnawaited(String option, boolean given) {
        if (given && !awaited()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--"
                            + option
                            + " requires at least one of --timeout, --wait, --pivot, or --finish");
        }
    }

    private boolean awaited() {
        return waits || pivot || finish || merge.timeout.isPresent();
    }

    private CopyDestination destination() {
        return xml.map(CopyDestination::read)
                .orElseGet(() -> new CopyDestination(dest.orElseThrow(), blockdev, format));
    }

    private CopyOptions copyOptions(CopyDestination destination) {
        return new CopyOptions(
                reuseExternal,
                destination.block(),
                synchronousWrites,
                granularity.map(BlockcopyCommand::granularity).orElse(0),
                bufSize.map(text -> number("buf-size", text, Long.MAX_VALUE)).orElse(0L));
    }

    private CopyEnd end() {
        if (pivot) {
            return CopyEnd.PIVOTED;
        }
        if (finish) {
            return CopyEnd.COPIED;
        }
        return awaited() ? CopyEnd.IN_STEP : CopyEnd.STARTED;
    }

    /// virsh ends its line of progress with each but the first.
    private static String said(CopyEnd end) {
        return switch (end) {
            case STARTED -> "Block Copy started";
            case IN_STEP -> "\nNow in mirroring phase";
            case COPIED -> "\nSuccessfully copied";
            case PIVOTED -> "\nSuccessfully pivoted";
        };
    }

    private static int granularity(String text) {
        int bytes = (int) number("granularity", text, Integer.MAX_VALUE);
        if (Integer.bitCount(bytes) > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "invalid argument: granularity must be power of 2");
        }
        return bytes;
    }

    private static long number(String option, String text, long max) {
        if (text.matches("[0-9]{1,18}") && Long.parseLong(text) <= max) {
            return Long.parseLong(text);
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "Numeric value '%s' for <%s> option is malformed or out of range"
                        .formatted(text, option));
    }
}
