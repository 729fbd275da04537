package dev.varve.cli.change;

import java.util.List;
import java.util.Locale;

/// Sizes as people read them.
public final class Bytes {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    private Bytes() {}

    /// {@return `1.5 GiB`}
    public static String text(long bytes) {
        var value = (double) bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0
                ? bytes + " B"
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS.get(unit));
    }
}
