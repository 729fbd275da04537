package dev.varve.cli.virsh;

import java.util.List;
import java.util.regex.Pattern;

/// A row of a table of arguments: words between blanks, with `'…'` around what has blanks or nothing
/// in it.
final class Words {

    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^ '])+");

    private Words() {}

    static List<String> of(String row) {
        return WORD.matcher(row).results().map(m -> m.group().replace("'", "")).toList();
    }
}
