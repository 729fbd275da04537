package dev.varve.cli.svg;

import java.util.List;
import java.util.stream.Collectors;

/// Text of one size in a font that isn't known here, so that its width is an estimate that is rather too
/// large.
///
/// @param size the font's, in the picture's units
record Lettering(double size, boolean bold) {
    static final Lettering TITLE = new Lettering(22, true);
    static final Lettering NAME = new Lettering(13, true);
    static final Lettering DETAIL = new Lettering(12, false);
    static final Lettering SMALL = new Lettering(11, false);

    private static final String ELLIPSIS = "\u2026";
    private static final char MIDDLE_DOT = '\u00b7';
    private static final String UNKNOWN = "\ufffd";

    /// Of anybody's diacritics; more of them on one letter run into the lines around.
    private static final int MARKS = 2;

    /// {@return the text with a sign in the place of each character that XML can't hold, or that would
    /// have others read in another order}
    static String clean(String text) {
        var out = new StringBuilder();
        int marks = 0;
        for (int c : text.codePoints().toArray()) {
            marks = isMark(c) ? marks + 1 : 0;
            if (marks <= MARKS) {
                out.append(isShown(c) ? Character.toString(c) : UNKNOWN);
            }
        }
        return out.toString();
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /// {@return how wide the text is at most, in nearly any font}
    double width(String text) {
        return text.codePoints().mapToDouble(this::width).sum();
    }

    private double width(int c) {
        return size * (bold ? 1.13 : 1) * ems(c);
    }

    private static double ems(int c) {
        if (isMark(c)) {
            return 0;
        }
        if (c >= 0x1100) {
            return c == ELLIPSIS.charAt(0) ? 1 : 1.1;
        }
        if (c == MIDDLE_DOT) {
            return 0.34;
        }
        if (c > 0x7e) {
            return 0.85;
        }
        if (" .,:;'|!ijl".indexOf(c) >= 0) {
            return 0.34;
        }
        if ("-/()[]frt".indexOf(c) >= 0) {
            return 0.43;
        }
        if ("mwMW%@".indexOf(c) >= 0) {
            return 1.02;
        }
        return Character.isUpperCase(c) ? 0.78 : 0.645;
    }

    /// {@return the text, or so much of its beginning and its end as fits}
    String fit(String text, double room) {
        if (width(text) <= room) {
            return text;
        }
        var letters = text.codePoints().mapToObj(Character::toString).toList();
        int kept = letters.size() - 1;
        while (kept > 1 && width(without(letters, kept)) > room) {
            kept--;
        }
        return without(letters, kept);
    }

    private static String without(List<String> letters, int kept) {
        int end = kept / 2;
        return letters.stream().limit(kept - end).collect(Collectors.joining())
                + ELLIPSIS
                + letters.stream().skip(letters.size() - end).collect(Collectors.joining());
    }
}
