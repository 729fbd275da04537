package dev.varve.cli.virsh;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.core.hypervisor.MergeOptions;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// The options of whatever may merge layers, in the words and units of virsh's `blockcommit`.
public final class MergeArguments {
    private static final long MIB = 1 << 20;

    /// As virsh scales a size: `K`, `KiB` by 1024, `KB` by 1000.
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})(?:([kmgtpe])(i?b)?|b)?");

    private static final Pattern SECONDS = Pattern.compile("0*[1-9][0-9]{0,8}");

    private static final String PREFIXES = "kmgtpe";

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
    Optional<String> timeout = Optional.empty();

    @Option(
            names = "--pause-to-finish",
            description = "pause a guest that writes faster than its data is copied, for the rest")
    boolean pauseToFinish;

    /// {@return what was given}
    ///
    /// @throws CommandFailure in virsh's words for a value that is no number
    public MergeOptions options() {
        return new MergeOptions(
                bandwidth.map(this::bytesPerSecond).orElse(0L),
                timeout.map(MergeArguments::seconds),
                pauseToFinish);
    }

    private long bytesPerSecond(String text) {
        var size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches() || (!bytes && !text.matches("[0-9]+"))) {
            throw malformed("bandwidth", text);
        }
        var scale = bytes ? scale(size.group(2), size.group(3)) : BigInteger.valueOf(MIB);
        var value = new BigInteger(size.group(1)).multiply(scale);
        if (value.bitLength() > 63) {
            throw malformed("bandwidth", text);
        }
        return value.longValueExact();
    }

    @SuppressWarnings("NullAway") // A group that didn't match.
    private static BigInteger scale(String prefix, String unit) {
        if (prefix == null) {
            return BigInteger.ONE;
        }
        var base = BigInteger.valueOf("b".equals(unit) ? 1000 : 1024);
        return base.pow(PREFIXES.indexOf(prefix) + 1);
    }

    private static Duration seconds(String text) {
        if (!SECONDS.matcher(text).matches()) {
            throw malformed("timeout", text);
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static CommandFailure malformed(String option, String text) {
        return new CommandFailure(
                ExitCode.USAGE,
                "Numeric value '"
                        + text
                        + "' for <"
                        + option
                        + "> option is malformed or out of range");
    }
}
