package dev.varve.cli.arguments;

import java.util.Optional;

/// Finds the first rule that options break, in virsh's words.
public final class Conflicts {

    private Optional<String> first = Optional.empty();

    /// Both options can't be given.
    public Conflicts exclusive(String one, boolean hasOne, String other, boolean hasOther) {
        return add(
                hasOne && hasOther,
                "Options --" + one + " and --" + other + " are mutually exclusive");
    }

    /// The same in the words of the commands that choose snapshots.
    public Conflicts apart(String one, boolean hasOne, String other, boolean hasOther) {
        return add(hasOne && hasOther, "--" + one + " and --" + other + " are mutually exclusive");
    }

    public Conflicts add(boolean broken, String message) {
        if (broken && first.isEmpty()) {
            first = Optional.of(message);
        }
        return this;
    }

    public Optional<String> first() {
        return first;
    }
}
