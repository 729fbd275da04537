package dev.varve.cli.virsh;

import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.options.OneDisk;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.operation.MergeOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `blockcommit` and `blockpull` have in common. They wait to the end whatever is given: an operation
/// that nobody waits for could not keep the metadata in step.
final class BlockMergeArguments {
    @Mixin OneDisk disk = new OneDisk();

    @Option(names = "--base", paramLabel = "IMAGE", description = "the image that stays below")
    Optional<String> base = Optional.empty();

    @Option(names = "--wait", description = "wait to the end, which is always done")
    boolean waits;

    @Option(names = "--verbose", description = "show progress, which a terminal always gets")
    boolean verbose;

    @Option(names = "--async", description = "don't wait for a cancel to finish; without effect")
    boolean async;

    @Option(
            names = "--keep-relative",
            description = "refused: Varve writes absolute paths into headers")
    boolean keepRelative;

    @Mixin MergeArguments merge = new MergeArguments();

    @Mixin PlanOptions plan = new PlanOptions();

    MergeOptions options() {
        if (keepRelative) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "cannot keep relative paths: Varve writes absolute ones into headers; leave"
                            + " --keep-relative out");
        }
        return merge.options();
    }

    /// {@return the image that an option names, as the host knows it}
    static Optional<Path> image(Optional<String> option, String name) {
        option.filter(text -> text.matches(".*\\[[0-9]+]"))
                .ifPresent(text -> {
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "--%s takes the path of an image, not '%s'".formatted(name, text));
                });
        return option.map(text -> Path.of(text).toAbsolutePath().normalize());
    }
}
