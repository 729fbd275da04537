package dev.varve.cli.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table as virsh prints it: a column is as wide as its widest cell, of which the width on a
/// terminal counts. What can't be shown is replaced: `\x09`.
public final class Table {
    /// A cell's text as it is printed.
    private record Cell(String text, int width) {}

    private final TerminalCharset charset;
    private final List<Cell> header;
    private final List<List<Cell>> rows = new ArrayList<>();

    /// An empty table.
    public Table(TerminalCharset charset, List<String> header) {
        this.charset = charset;
        this.header = cells(header);
    }

    /// Appends a row of as many cells as the header has.
    public void add(List<String> row) {
        if (row.size() != header.size()) {
            throw new IllegalArgumentException(
                    row.size() + " cells in a table of " + header.size() + " columns");
        }
        rows.add(cells(row));
    }

    private List<Cell> cells(List<String> texts) {
        return texts.stream().map(this::cell).toList();
    }

    /// {@return the lines, with those of the header or without}
    public String toString(boolean withHeader) {
        var widths = widths(withHeader);
        var out = new StringBuilder();
        if (withHeader) {
            line(header, widths, out);
            out.repeat('-', Arrays.stream(widths).map(width -> width + 3).sum()).append('\n');
        }
        rows.forEach(row -> line(row, widths, out));
        return out.toString();
    }

    private int[] widths(boolean withHeader) {
        var widths = new int[header.size()];
        if (withHeader) {
            widen(widths, header);
        }
        rows.forEach(row -> widen(widths, row));
        return widths;
    }

    private static void widen(int[] widths, List<Cell> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).width());
        }
    }

    private static void line(List<Cell> row, int[] widths, StringBuilder out) {
        for (int i = 0; i < widths.length; i++) {
            var cell = row.get(i);
            out.append(' ').append(cell.text());
            if (i < widths.length - 1) {
                out.repeat(' ', widths[i] - cell.width() + 2);
            }
        }
        out.append('\n');
    }

    private Cell cell(String text) {
        var out = new StringBuilder();
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            var escaped = c == '\\' && i < text.length() && text.charAt(i) == 'x';
            if (!escaped && isShown(c)) {
                out.appendCodePoint(c);
                width += c < 0x80 ? 1 : CharacterWidth.of(c);
            } else {
                var replacement = replacement(c);
                out.append(replacement);
                width += replacement.length();
            }
        }
        return new Cell(out.toString(), width);
    }

    private boolean isShown(int c) {
        return c < 0x80
                ? c >= 0x20 && c != 0x7f
                : charset == TerminalCharset.UTF_8 && CharacterWidth.isPrintable(c);
    }

    /// virsh prints a byte beyond ASCII as the first two digits of a negative number: `\xff`.
    private static String replacement(int c) {
        return c < 0x80
                ? "\\x%02x".formatted(c)
                : "\\xff".repeat(Character.toString(c).getBytes(StandardCharsets.UTF_8).length);
    }
}
