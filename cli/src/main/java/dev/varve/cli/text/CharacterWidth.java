package dev.varve.cli.text;

import java.util.NavigableMap;
import java.util.Scanner;
import java.util.TreeMap;

/// How many columns of a terminal a character takes, as C's `wcwidth` and `iswprint` tell it in a
/// UTF-8 locale.
final class CharacterWidth {
    /// Unicode's wide and full-width characters; those that combine are taken out by [#of].
    private static final NavigableMap<Integer, Integer> WIDE =
            ranges(
                    """
                    1100-115f 231a-231b 2329-232a 23e9-23ec 23f0-23f0 23f3-23f3 25fd-25fe 2614-2615
                    2648-2653 267f-267f 2693-2693 26a1-26a1 26aa-26ab 26bd-26be 26c4-26c5 26ce-26ce
                    26d4-26d4 26ea-26ea 26f2-26f3 26f5-26f5 26fa-26fa 26fd-26fd 2705-2705 270a-270b
                    2728-2728 274c-274c 274e-274e 2753-2755 2757-2757 2795-2797 27b0-27b0 27bf-27bf
                    2b1b-2b1c 2b50-2b50 2b55-2b55 2e80-303e 3041-a4c6 a960-a97c ac00-d7a3 f900-fad9
                    fe10-fe19 fe30-fe6b ff01-ff60 ffe0-ffe6 16fe0-16fe3 16ff0-1b2fb 1f004-1f004
                    1f0cf-1f0cf 1f18e-1f18e 1f191-1f19a 1f200-1f320 1f32d-1f335 1f337-1f37c
                    1f37e-1f393 1f3a0-1f3ca 1f3cf-1f3d3 1f3e0-1f3f0 1f3f4-1f3f4 1f3f8-1f43e
                    1f440-1f440 1f442-1f4fc 1f4ff-1f53d 1f54b-1f54e 1f550-1f567 1f57a-1f57a
                    1f595-1f596 1f5a4-1f5a4 1f5fb-1f64f 1f680-1f6c5 1f6cc-1f6cc 1f6d0-1f6d2
                    1f6d5-1f6df 1f6eb-1f6ec 1f6f4-1f6fc 1f7e0-1f7f0 1f90c-1f93a 1f93c-1f945
                    1f947-1f9ff 1fa70-1faf6 20000-3134a\
                    """);

    /// Vowels and final consonants of Korean, which join the consonant before them.
    private static final NavigableMap<Integer, Integer> JOINING =
            ranges("1160-11ff d7b0-d7c6 d7cb-d7fb");

    /// Format characters that show.
    private static final NavigableMap<Integer, Integer> VISIBLE_FORMAT =
            ranges("ad-ad 600-605 6dd-6dd 70f-70f 890-891 8e2-8e2 110bd-110bd 110cd-110cd");

    private CharacterWidth() {}

    static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.UNASSIGNED,
                    Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /// The columns of a printable character: 0, 1 or 2.
    static int of(int c) {
        if (combines(c)) {
            return 0;
        }
        return contains(WIDE, c) ? 2 : 1;
    }

    private static boolean combines(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            case Character.FORMAT -> !contains(VISIBLE_FORMAT, c);
            default -> contains(JOINING, c);
        };
    }

    private static boolean contains(NavigableMap<Integer, Integer> ranges, int c) {
        var range = ranges.floorEntry(c);
        return range != null && c <= range.getValue();
    }

    private static NavigableMap<Integer, Integer> ranges(String text) {
        var ranges = new TreeMap<Integer, Integer>();
        try (var scanner = new Scanner(text)) {
            while (scanner.hasNext()) {
                var range = scanner.next();
                int dash = range.indexOf('-');
                ranges.put(
                        Integer.parseInt(range.substring(0, dash), 16),
                        Integer.parseInt(range.substring(dash + 1), 16));
            }
        }
        return ranges;
    }
}
