package dev.varve.cli.options;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.operation.MergeOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// The options of whatever may merge layers, in the words and units of virsh's `blockcommit`.
public final class MergeArguments {
    private static final Pattern SECONDS = Pattern.compile("0*[1-9][0-9]{0,8}");

    @Option(
            names = "--bandwidth",
            paramLabel = "MIB",
            description = "merge at most so many MiB per second")
    Optional<String> bandwidth = Optional.empty();

    @Option(names = "--bytes", description = "the bandwidth is in bytes per second, or 10M")
    boolean bytes;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "end the merging before its pivot when it takes longer")
    public Optional<String> timeout = Optional.empty();

    @Option(
            names = "--pause-to-finish",
            description = "pause a guest that writes faster than its data is copied, for the rest")
    boolean pauseToFinish;

    /// {@return what was given}
    ///
    /// @throws CommandFailure in virsh's words for a value that is no number
    public MergeOptions options() {
        return new MergeOptions(
                bandwidth.map(text -> Bandwidth.bytesPerSecond(text, bytes)).orElse(0L),
                timeout.map(MergeArguments::seconds),
                pauseToFinish);
    }

    private static Duration seconds(String text) {
        if (!SECONDS.matcher(text).matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Numeric value '"
                            + text
                            + "' for <timeout> option is malformed or out of range");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }
}
