package dev.varve.operation;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which snapshots stay; the rules are restic's. A snapshot that one rule keeps is kept. What is held, current, or
/// another domain's ground stays whatever the rules say.
///
/// @param last so many of the newest
/// @param hourly the newest of so many hours that have one
/// @param daily the newest of so many days
/// @param weekly the newest of so many weeks
/// @param monthly the newest of so many months
/// @param yearly the newest of so many years
/// @param within all that were taken within that time before the newest
/// @param tags all that have each tag of one of these sets
/// @param zone in which days begin
///
/// @since 0.1
public record KeepRules(
        int last,
        int hourly,
        int daily,
        int weekly,
        int monthly,
        int yearly,
        Optional<Age> within,
        List<Set<String>> tags,
        ZoneId zone) {
    /// @throws IllegalArgumentException for a number below 0
    public KeepRules {
        if (Math.min(Math.min(last, hourly), Math.min(daily, weekly)) < 0
                || Math.min(monthly, yearly) < 0) {
            throw new IllegalArgumentException("a number of snapshots below 0");
        }
        tags = tags.stream().map(Set::copyOf).toList();
    }

    /// {@return rules that keep nothing yet, and are refused for that}
    ///
    /// @param zone in which days begin
    public static KeepRules in(ZoneId zone) {
        return new KeepRules(0, 0, 0, 0, 0, 0, Optional.empty(), List.of(), zone);
    }

    /// {@return the same, keeping so many of the newest}
    public KeepRules last(int count) {
        return new KeepRules(count, hourly, daily, weekly, monthly, yearly, within, tags, zone);
    }

    /// {@return the same, keeping the newest of so many hours}
    public KeepRules hourly(int count) {
        return new KeepRules(last, count, daily, weekly, monthly, yearly, within, tags, zone);
    }

    /// {@return the same, keeping the newest of so many days}
    public KeepRules daily(int count) {
        return new KeepRules(last, hourly, count, weekly, monthly, yearly, within, tags, zone);
    }

    /// {@return the same, keeping the newest of so many weeks}
    public KeepRules weekly(int count) {
        return new KeepRules(last, hourly, daily, count, monthly, yearly, within, tags, zone);
    }

    /// {@return the same, keeping the newest of so many months}
    public KeepRules monthly(int count) {
        return new KeepRules(last, hourly, daily, weekly, count, yearly, within, tags, zone);
    }

    /// {@return the same, keeping the newest of so many years}
    public KeepRules yearly(int count) {
        return new KeepRules(last, hourly, daily, weekly, monthly, count, within, tags, zone);
    }

    /// {@return the same, keeping all that were taken within that time before the newest, up to the next whole hour}
    ///
    /// @throws IllegalArgumentException for a time that isn't above 0
    public KeepRules within(Duration time) {
        return within(Age.of(time));
    }

    /// {@return the same, keeping all that were taken within that time before the newest, by the calendar}
    public KeepRules within(Age time) {
        return new KeepRules(
                last, hourly, daily, weekly, monthly, yearly, Optional.of(time), tags, zone);
    }

    /// {@return the same, keeping all that have each of these tags}
    public KeepRules tagged(Set<String> words) {
        var all = Stream.concat(tags.stream(), Stream.of(words)).toList();
        return new KeepRules(last, hourly, daily, weekly, monthly, yearly, within, all, zone);
    }
}
