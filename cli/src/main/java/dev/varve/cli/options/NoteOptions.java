package dev.varve.cli.options;

import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /// {@return the tags that it gets}
    ///
    /// @throws dev.varve.cli.session.CommandFailure for what can't be a tag
    public Set<String> tags() {
        return TagWords.of("--tag", tags);
    }

    /// {@return the policy that has it taken}
    public Optional<String> policy() {
        return policy;
    }
}
