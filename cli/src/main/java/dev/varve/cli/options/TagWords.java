package dev.varve.cli.options;

import dev.varve.Tags;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// The tags that an option gives.
public final class TagWords {
    private TagWords() {}

    /// {@return the tags of texts that have one or more each, with commas between them, as restic's}
    public static List<String> split(Collection<String> texts) {
        return texts.stream().flatMap(text -> Arrays.stream(text.split(",", -1))).toList();
    }

    /// {@return the tags of these texts}
    ///
    /// @param option for the message
    /// @throws CommandFailure for what can't be a tag
    public static Set<String> of(String option, Collection<String> texts) {
        var words = split(texts);
        if (!Tags.areWords(words)) {
            throw new CommandFailure(ExitCode.USAGE, option + ": " + Tags.RULE);
        }
        return Set.copyOf(words);
    }
}
