package dev.varve.cli.virsh;

import dev.varve.core.model.Annotations;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/// What is noted about a snapshot when it is taken.
final class NoteOptions {
    @Option(names = "--tag", paramLabel = "TAG", description = "tags that the snapshot gets")
    List<String> tags = List.of();

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "the policy that has it taken, and may have it pruned")
    Optional<String> policy = Optional.empty();

    Annotations annotations() {
        return Annotations.none().withTags(new TreeSet<>(tags)).withPolicy(policy);
    }
}
