package dev.varve.cli.kill;

import dev.varve.cli.kill.Kill.How;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The kills of a scenario. Each place between two changes is cut in the simulation of core; here, over real
/// images, one comes after each kind of change, and all within a change. `-Dvarve.nightly=true` makes all.
final class Kills {
    private Kills() {}

    /// {@return those of Varve itself}
    ///
    /// @param known the kinds of changes after which it was killed before, to which this adds
    static List<Kill> ofVarve(Scenario scenario, List<String> changes, Set<String> known) {
        var between =
                IntStream.rangeClosed(1, changes.size())
                        .boxed()
                        .flatMap(at -> around(at, changes.get(at - 1)))
                        .toList();
        var kills = new ArrayList<>(within(scenario, changes));
        if (Boolean.getBoolean("varve.nightly")) {
            kills.addAll(between);
            return kills;
        }
        for (int at = 1; at <= changes.size(); at++) {
            var change = changes.get(at - 1);
            if (known.add(kind(change))) {
                kills.add(around(at, change).findFirst().orElseThrow());
            }
        }
        if (kills.isEmpty()) {
            kills.add(between.get(between.size() / 2));
        }
        return kills;
    }

    /// {@return the words that a change begins with, before the first name}
    private static String kind(String change) {
        return Stream.of(change.split(" ", -1))
                .takeWhile(word -> word.matches("[a-z]+"))
                .limit(2)
                .collect(Collectors.joining(" "));
    }

    /// {@return those of others, whom Varve outlives}
    static List<Kill> ofOthers(Scenario scenario, List<String> changes) {
        var between =
                Stream.concat(
                                Stream.of(new Kill(1, How.BEFORE)),
                                IntStream.rangeClosed(1, changes.size())
                                        .mapToObj(at -> new Kill(at, How.KEPT)))
                        .toList();
        var kills = new ArrayList<Kill>();
        for (int i = 0; i < between.size(); i += scenario.stride()) {
            kills.add(between.get(i));
        }
        kills.addAll(within(scenario, changes));
        return kills;
    }

    private static List<Kill> within(Scenario scenario, List<String> changes) {
        var kills = new ArrayList<Kill>();
        for (int at = 1; at <= changes.size(); at++) {
            for (var how : within(scenario, changes.get(at - 1))) {
                kills.add(new Kill(at, how));
            }
        }
        return kills;
    }

    /// Before a change is after the one before it, but for a line that was written by half.
    private static Stream<Kill> around(int at, String change) {
        var kept = new Kill(at, How.KEPT);
        return change.equals("journal line")
                ? Stream.of(new Kill(at, How.LOST), kept)
                : Stream.of(kept);
    }

    private static List<How> within(Scenario scenario, String change) {
        if (change.startsWith("take snapshot")) {
            return scenario.memory() ? List.of(How.PAUSED) : List.of(How.SWITCHED);
        }
        var hows = new ArrayList<How>();
        if (change.contains("/vda") && tells(scenario, change)) {
            hows.add(How.COPYING);
        }
        if (scenario.blockJobs() && isOfJob(change)) {
            hows.add(How.COPIED);
        }
        return hows;
    }

    /// Off line a file is moved by Varve itself, and is there in part while it is.
    private static boolean tells(Scenario scenario, String change) {
        return isOfJob(change)
                || (!scenario.live()
                        && (change.startsWith("copy ") || change.startsWith("take images")));
    }

    private static boolean isOfJob(String change) {
        return change.startsWith("commit")
                || change.startsWith("pull")
                || change.startsWith("copy the active layer");
    }
}
