package dev.varve.policy;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which domains have snapshots taken by the clock, how, and how many of them stay.
///
/// One snapshot serves all of the numbers: it is taken when the shortest period that is counted has none, and stays as
/// long as one of them keeps it.
///
/// @param name by which its snapshots are known
/// @param domains which it is about
/// @param keep how many of its snapshots stay
/// @param quiesce whether the file systems of guests that run are frozen meanwhile
/// @param onlyRunning whether domains whose guest doesn't run are left out
/// @param memory whether the memory of guests that run is saved, too: beside the image of the domain's first disk
/// @param minFree what has to be free for a snapshot on each file system that gets an overlay
/// @param hooks what is run before and after a snapshot
/// @since 0.1
public record Policy(
        String name,
        Domains domains,
        Keep keep,
        Quiesce quiesce,
        boolean onlyRunning,
        boolean memory,
        Optional<MinFree> minFree,
        Hooks hooks) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    /// @throws IllegalArgumentException for a name that no policy can have, one that keeps nothing, and memory of guests
    ///     that have to be frozen
    public Policy {
        if (!isName(name)) {
            throw new IllegalArgumentException("a policy named '" + name + "'");
        }
        if (memory && quiesce == Quiesce.REQUIRED) {
            throw new IllegalArgumentException("memory of a guest that is frozen");
        }
    }

    /// {@return a policy for the domains of that pattern, with nothing else said}
    ///
    /// @param pattern a name, or a shell's pattern such as `web*`
    public static Policy of(String name, String pattern, Keep keep) {
        return new Policy(
                name,
                new Domains(List.of(pattern), List.of()),
                keep,
                Quiesce.IF_POSSIBLE,
                false,
                false,
                Optional.empty(),
                Hooks.none());
    }

    /// {@return whether a policy can have that name: up to 32 letters, digits, `-` and `_` of ASCII}
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// Which domains a policy is about.
    ///
    /// @param included patterns, one of which a domain's name has to match
    /// @param excluded patterns, none of which it may match
    public record Domains(List<String> included, List<String> excluded) {
        /// @throws IllegalArgumentException for what is no pattern, and where none is included
        public Domains {
            included = List.copyOf(included);
            excluded = List.copyOf(excluded);
            if (included.isEmpty()) {
                throw new IllegalArgumentException("a policy for no domain");
            }
            included.forEach(pattern -> matches(pattern, ""));
            excluded.forEach(pattern -> matches(pattern, ""));
        }

        /// {@return whether the policy is about the domain of that name}
        public boolean include(String domain) {
            return included.stream().anyMatch(pattern -> matches(pattern, domain))
                    && excluded.stream().noneMatch(pattern -> matches(pattern, domain));
        }

        private static boolean matches(String pattern, String name) {
            return FileSystems.getDefault()
                    .getPathMatcher("glob:" + pattern)
                    .matches(Path.of(name));
        }
    }

    /// How many snapshots of a policy's stay: the newest of each of the last so many hours, days, weeks, months and years
    /// that have one. What is held stays besides.
    ///
    /// @param hourly 0 for no such rule, as for the others
    public record Keep(int hourly, int daily, int weekly, int monthly, int yearly) {
        /// @throws IllegalArgumentException for a number below 0, and where all are 0
        public Keep {
            if (Math.min(Math.min(hourly, daily), Math.min(weekly, Math.min(monthly, yearly)))
                    < 0) {
                throw new IllegalArgumentException("a number of snapshots below 0");
            }
            if (Math.max(Math.max(hourly, daily), Math.max(weekly, Math.max(monthly, yearly)))
                    == 0) {
                throw new IllegalArgumentException("a policy that keeps nothing");
            }
        }

        /// {@return as many hours}
        public static Keep hourly(int count) {
            return new Keep(count, 0, 0, 0, 0);
        }

        /// {@return as many days}
        public static Keep daily(int count) {
            return new Keep(0, count, 0, 0, 0);
        }
    }

    /// Whether a guest's file systems are frozen while its disks switch.
    public enum Quiesce {
        /// Where its agent answers; else the snapshot is as after a power cut.
        IF_POSSIBLE,
        /// A guest that runs and can't be frozen gets no snapshot.
        REQUIRED,
        /// Never.
        NO
    }

    /// What has to be free on a file system.
    ///
    /// @param percent of its size; 0 where bytes are said
    /// @param bytes 0 where a part is said
    public record MinFree(int percent, long bytes) {
        /// @throws IllegalArgumentException for what is neither, or both
        public MinFree {
            if (percent < 0 || percent > 99 || bytes < 0 || (percent == 0) == (bytes == 0)) {
                throw new IllegalArgumentException(percent + " % and " + bytes + " bytes free");
            }
        }

        /// {@return whether as much is free}
        ///
        /// @param free bytes of the file system
        /// @param size of the file system in bytes
        public boolean isMet(long free, long size) {
            return bytes > 0 ? free >= bytes : free / 100.0 >= size / 10_000.0 * percent;
        }

        @Override
        public String toString() {
            return bytes > 0 ? bytes + " bytes" : percent + "%";
        }
    }

    /// Programs that are run for each domain that is due, without a shell, and with the names in the environment:
    /// `VARVE_DOMAIN`, `VARVE_POLICY` and `VARVE_SNAPSHOT`. A `before` that fails, or takes too long, lets the domain have no
    /// snapshot. After a `before` that succeeded, `after` is run whatever came of the snapshot.
    ///
    /// @param before absolute
    /// @param after absolute
    /// @param timeout of each
    public record Hooks(Optional<Path> before, Optional<Path> after, Duration timeout) {
        private static final Hooks NONE =
                new Hooks(Optional.empty(), Optional.empty(), Duration.ofSeconds(30));

        /// {@return none}
        public static Hooks none() {
            return NONE;
        }
    }
}
