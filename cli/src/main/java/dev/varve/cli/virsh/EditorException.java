package dev.varve.cli.virsh;

import java.util.ArrayList;
import java.util.List;

/// Editing a document failed; the lines say why.
final class EditorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> before;
    private final transient List<String> behind;

    EditorException(String line) {
        this(List.of(line), List.of());
    }

    EditorException(Throwable cause, String... lines) {
        this(List.of(lines), List.of());
        initCause(cause);
    }

    /// With lines that virsh prints after its own last word.
    EditorException(List<String> before, List<String> behind) {
        super(String.join("; ", before));
        this.before = before;
        this.behind = behind;
    }

    /// {@return all lines, with `outcome` in its place}
    String[] lines(String outcome) {
        var lines = new ArrayList<>(before);
        lines.add(outcome);
        lines.addAll(behind);
        return lines.toArray(String[]::new);
    }
}
