package dev.varve.cli.options;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/// A limit of how fast QEMU may copy, as virsh reads it.
public final class Bandwidth {
    private static final long MIB = 1 << 20;

    /// As virsh scales a size: `K`, `KiB` by 1024, `KB` by 1000.
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})((?:[kmgtpe](?:i?b)?|b)?)");

    private static final String PREFIXES = "kmgtpe";

    private Bandwidth() {}

    /// {@return bytes per second}
    ///
    /// @param bytes whether a bare number is bytes, and not MiB
    /// @throws CommandFailure in virsh's words for what is no size
    public static long bytesPerSecond(String text, boolean bytes) {
        var size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw malformed(text);
        }
        var value = new BigInteger(size.group(1)).multiply(scale(size.group(2), bytes));
        if (value.bitLength() > 63) {
            throw malformed(text);
        }
        return value.longValueExact();
    }

    private static BigInteger scale(String suffix, boolean bytes) {
        if (suffix.isEmpty()) {
            return BigInteger.valueOf(bytes ? 1 : MIB);
        }
        var base = BigInteger.valueOf(suffix.matches("[a-z]b") ? 1000 : 1024);
        return base.pow(PREFIXES.indexOf(suffix.charAt(0)) + 1);
    }

    private static CommandFailure malformed(String text) {
        return new CommandFailure(
                ExitCode.USAGE,
                "Scaled numeric value '"
                        + text
                        + "' for <--bandwidth> option is malformed or out of range");
    }
}
