package dev.varve.core.plan.keep;

import dev.varve.core.model.Domain;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What one policy keeps of its own snapshots of a domain, and by that when it takes another.
///
/// A snapshot of a policy's has the time in its name, in UTC, and that is its date: the time that the policy was run for,
/// whatever libvirt's clock said. One of another name has the date that libvirt has noted. Hours are those of UTC, of
/// which none comes twice when clocks are put back; days and what is longer are those of the zone.
///
/// @param policy its name
/// @param hourly how many are kept, of as many hours; 0 for no such rule
/// @param daily the same for days
/// @param weekly the same for weeks
/// @param monthly the same for months
/// @param yearly the same for years
/// @param zone in which days begin
public record PolicyRules(
        String policy, int hourly, int daily, int weekly, int monthly, int yearly, ZoneId zone) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm'Z'").withZone(ZoneOffset.UTC);

    private static final Comparator<Snapshot> NEWEST_FIRST =
            Comparator.comparingLong(Snapshot::creationTime)
                    .thenComparing(Snapshot::name)
                    .reversed();

    /// {@return the name of the snapshot that it takes at that time}
    public SnapshotName name(Instant at) {
        return new SnapshotName(prefix() + TIME.format(at));
    }

    private String prefix() {
        return "auto-" + policy + "-";
    }

    /// {@return the rules; none where nothing is counted}
    public List<KeepRule> rules() {
        var rules = new ArrayList<KeepRule>();
        add(rules, hourly, new KeepHourly(hourly, ZoneOffset.UTC));
        add(rules, daily, new KeepDaily(daily, zone));
        add(rules, weekly, new KeepWeekly(weekly, zone));
        add(rules, monthly, new KeepMonthly(monthly, zone));
        add(rules, yearly, new KeepYearly(yearly, zone));
        return rules;
    }

    private static void add(List<KeepRule> rules, int count, KeepRule rule) {
        if (count > 0) {
            rules.add(rule);
        }
    }

    /// {@return whether it has no snapshot in the shortest period that it counts and that the time is in}
    ///
    /// One that is dated later in that period counts, for the clock may have been put back since.
    public boolean isDue(Domain domain, Instant at) {
        return period().filter(shortest -> own(domain).noneMatch(in(shortest, at))).isPresent();
    }

    private Predicate<Snapshot> in(Period shortest, Instant at) {
        var counted = shortest == Period.HOUR ? ZoneOffset.UTC : zone;
        var present = shortest.at(at.atZone(counted));
        return snapshot -> shortest.at(Buckets.time(snapshot, counted)).equals(present);
    }

    private Optional<Period> period() {
        if (hourly > 0) {
            return Optional.of(Period.HOUR);
        }
        if (daily > 0) {
            return Optional.of(Period.DAY);
        }
        if (weekly > 0) {
            return Optional.of(Period.WEEK);
        }
        if (monthly > 0) {
            return Optional.of(Period.MONTH);
        }
        return yearly > 0 ? Optional.of(Period.YEAR) : Optional.empty();
    }

    /// {@return those that the rules are about, as the policy dates them, the newest first: none that is dated after the
    /// time, which is neither counted nor deleted}
    List<Snapshot> counted(Domain domain, Instant at) {
        return own(domain)
                .filter(snapshot -> snapshot.creationTime() <= at.getEpochSecond())
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /// {@return those that the policy has taken and that expire by no other word, as it dates them}
    private Stream<Snapshot> own(Domain domain) {
        return domain.snapshots().stream()
                .filter(snapshot -> snapshot.annotations().policy().equals(Optional.of(policy)))
                .filter(snapshot -> !PruneSnapshots.expires(snapshot))
                .map(this::dated);
    }

    private Snapshot dated(Snapshot snapshot) {
        var name = snapshot.name().value();
        if (!name.startsWith(prefix())) {
            return snapshot;
        }
        try {
            var time = TIME.parse(name.substring(prefix().length()), Instant::from);
            return snapshot.taken(time.getEpochSecond());
        } catch (DateTimeParseException _) {
            return snapshot; // A person has named it.
        }
    }

    /// {@return the snapshots that no rule keeps, once there is one of that time}
    ///
    /// @param taken whether there will be one that isn't there yet
    public List<SnapshotName> unkept(Domain domain, Instant at, boolean taken) {
        var counted = new ArrayList<>(counted(domain, at));
        if (taken) {
            domain.snapshots().stream()
                    .findFirst()
                    .map(any -> any.named(name(at)).taken(at.getEpochSecond()))
                    .ifPresent(counted::addFirst);
        }
        var kept = rules().stream().flatMap(rule -> rule.keeps(counted).stream()).toList();
        return counted.stream()
                .filter(snapshot -> !kept.contains(snapshot))
                .filter(snapshot -> snapshot.annotations().hold().isEmpty())
                .map(Snapshot::name)
                .toList();
    }
}
