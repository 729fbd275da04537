package dev.varve.cli.virsh;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.block.CopyDisk;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `blockcopy`
@Command(
        name = "blockcopy",
        description = "Let a running domain go on with a copy of one of its disks.")
final class BlockcopyCommand implements VirshCommand {
    @Mixin OneDisk disk = new OneDisk();

    @Data(2)
    @Option(names = "--dest", paramLabel = "FILE", description = "the copy, which is made")
    Optional<String> dest = Optional.empty();

    @Option(names = "--shallow", description = "copy the active layer alone, onto what it lies on")
    boolean shallow;

    @Option(names = "--pivot", description = "go on with the copy once it is complete; required")
    boolean pivot;

    @Option(names = "--finish", description = "refused: a snapshot, and a clone of it, do that")
    boolean finish;

    @Option(names = "--wait", description = "wait to the end, which is always done")
    boolean waits;

    @Option(names = "--verbose", description = "show progress, which a terminal always gets")
    boolean verbose;

    @Option(names = "--async", description = "don't wait for a cancel to finish; without effect")
    boolean async;

    @Option(names = "--transient-job", description = "the job ends with the guest; always so")
    boolean transientJob;

    @Option(names = "--reuse-external", description = "refused: the copy is always a new file")
    boolean reuseExternal;

    @Option(names = "--blockdev", description = "refused: the copy is always a file")
    boolean blockdev;

    @Option(names = "--xml", paramLabel = "FILE", description = "refused: name a file with --dest")
    Optional<String> xml = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = "refused: the image's is kept")
    Optional<String> format = Optional.empty();

    @Option(names = "--granularity", paramLabel = "N", description = "refused: left to QEMU")
    Optional<String> granularity = Optional.empty();

    @Option(names = "--buf-size", paramLabel = "N", description = "refused: left to QEMU")
    Optional<String> bufSize = Optional.empty();

    @Option(names = "--synchronous-writes", description = "refused: see --pause-to-finish")
    boolean synchronousWrites;

    @Option(names = "--print-xml", description = "refused: see --dry-run")
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
        if (dest.isEmpty() && xml.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "need either --dest or --xml");
        }
        refuseOthers();
        try (var handle = session.domain(disk.domain)) {
            var file = Path.of(dest.orElseThrow()).toAbsolutePath().normalize();
            var copying = new CopyDisk(Changes.ref(handle), disk.path, file, shallow);
            var places = Optional.ofNullable(file.getParent()).map(Set::of).orElseGet(Set::of);
            var changes = Changes.of(session, copying.intent().toString(), options, places);
            plan.print(session, changes.perform(copying.intent(), copying::plan, plan.onlyPlans()))
                    .ifPresent(done -> {
                        done.kept().forEach(session::note);
                        session.printExtra("Successfully pivoted\n");
                    });
        }
    }

    private void refuseOthers() {
        var refused = new LinkedHashMap<String, Boolean>();
        refused.put("reuse-external", reuseExternal);
        refused.put("blockdev", blockdev);
        refused.put("xml", xml.isPresent());
        refused.put("format", format.isPresent());
        refused.put("granularity", granularity.isPresent());
        refused.put("buf-size", bufSize.isPresent());
        refused.put("synchronous-writes", synchronousWrites);
        refused.put("print-xml", printXml);
        refused.entrySet().stream()
                .filter(Map.Entry::getValue)
                .findFirst()
                .ifPresent(option -> {
                    throw new CommandFailure(
                            ExitCode.REFUSED,
                            "cannot copy disk %s: varve has no --%s; leave it out"
                                    .formatted(disk.path, option.getKey()));
                });
        if (!pivot) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    ("cannot copy disk %s and stay on it: give --pivot, or take a snapshot and clone"
                                    + " it (\"varve clone --full\")")
                            .formatted(disk.path));
        }
    }
}
