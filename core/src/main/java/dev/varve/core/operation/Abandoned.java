package dev.varve.core.operation;

import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Step;
import java.util.ArrayList;
import java.util.List;

/// An operation that was ended as it stood: neither completed nor undone.
public sealed interface Abandoned {
    /// What its journal told.
    ///
    /// @param done the steps that were performed and not taken back
    /// @param half those that may have been performed in part, or in full, or taken back in part
    /// @param left those that were not begun
    /// @param failures what kept a guest from going on that the operation held
    record Operation(
            Intent intent, List<Step> done, List<Step> half, List<Step> left, List<String> failures)
            implements Abandoned {}

    /// Its journal told nothing.
    ///
    /// @param reason why not
    record Untold(String reason) implements Abandoned {}

    /// {@return what was done, half done, and not done, by an operation that is left as it stands}
    static Operation of(Unfinished unfinished, List<String> failures) {
        var steps = unfinished.plan().steps();
        var done = new ArrayList<Step>();
        var half = new ArrayList<Step>();
        for (int i = 0; i < unfinished.started(); i++) {
            if (unfinished.undone().contains(i)) {
                continue;
            }
            boolean inUndo = unfinished.undoing() && isNextToUndo(unfinished, i);
            (i < unfinished.finished() && !inUndo ? done : half).add(steps.get(i));
        }
        return new Operation(
                unfinished.intent(),
                done,
                half,
                steps.subList(unfinished.started(), steps.size()),
                failures);
    }

    /// Steps are taken back last first, and each is noted when that is done.
    private static boolean isNextToUndo(Unfinished unfinished, int index) {
        for (int i = index + 1; i < unfinished.started(); i++) {
            if (!unfinished.undone().contains(i)) {
                return false;
            }
        }
        return true;
    }
}
