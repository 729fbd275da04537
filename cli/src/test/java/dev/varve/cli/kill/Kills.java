package dev.varve.cli.kill;

import dev.varve.cli.kill.Kill.How;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The kills of a scenario: between its changes every n-th and each that comes after a kind of change
/// after which nobody was killed so far, and within a change all.
final class Kills {
    private Kills() {}

    /// {@return those of Varve itself}
    ///
    /// @param known the kinds of changes after which it was killed before, to which this adds
    static List<Kill> ofVarve(Scenario scenario, List<String> changes, Set<String> known) {
        var between =
                IntStream.rangeClosed(1, changes.size())
                        .boxed()
                        .flatMap(at -> around(at, changes.get(at - 1)));
        var kills = kills(between.toList(), scenario, changes);
        kills.stream()
                .filter(kill -> kill.how() == How.KEPT)
                .forEach(kill -> known.add(kind(changes.get(kill.at() - 1))));
        for (int at = 1; at <= changes.size(); at++) {
            if (known.add(kind(changes.get(at - 1)))) {
                kills.add(new Kill(at, How.KEPT));
            }
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
                                .mapToObj(at -> new Kill(at, How.KEPT)));
        return kills(between.toList(), scenario, changes);
    }

    private static List<Kill> kills(List<Kill> between, Scenario scenario, List<String> changes) {
        var kills = new ArrayList<Kill>();
        for (int i = 0; i < between.size(); i += scenario.stride()) {
            kills.add(between.get(i));
        }
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
