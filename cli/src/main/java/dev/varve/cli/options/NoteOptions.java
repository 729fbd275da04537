package dev.varve.cli.options;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.core.model.Annotations;
import dev.varve.core.plan.keep.Tags;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/// What is noted about a snapshot when it is taken.
public final class NoteOptions {
    @Option(names = "--tag", paramLabel = "TAG[,TAG…]", description = "tags that the snapshot gets")
    List<String> tags = List.of();

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "the policy that has it taken, and may have it pruned")
    Optional<String> policy = Optional.empty();

    /// {@return what is to be noted}
    ///
    /// @throws CommandFailure for what can't be a tag
    public Annotations annotations() {
        var words = Tags.split(tags);
        if (!Tags.areWords(words)) {
            throw new CommandFailure(ExitCode.USAGE, "--tag: " + Tags.RULE);
        }
        return Annotations.none().withTags(new TreeSet<>(words)).withPolicy(policy);
    }
}
