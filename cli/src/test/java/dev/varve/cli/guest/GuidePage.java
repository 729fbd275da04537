package dev.varve.cli.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a page of the guide says to type, and what it says is printed. docs/internals/testing.md has the form.
///
/// @param entries in the order of the page
record GuidePage(Path file, List<Entry> entries) {
    private static final Pattern WORD = Pattern.compile("(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"']+))");

    GuidePage {
        entries = List.copyOf(entries);
    }

    /// What a line of the page asks for.
    sealed interface Entry {
        int line();
    }

    /// The domains that there are from here on, and nothing else.
    record World(int line, List<Machine> machines) implements Entry {
        World {
            machines = List.copyOf(machines);
        }
    }

    /// @param disks their targets
    record Machine(String name, List<String> disks, boolean running) {}

    /// What has been done in that world before the page begins.
    record Before(int line, List<String> words) implements Entry {}

    /// What the page types.
    ///
    /// @param expected the lines that it shows then
    record Typed(int line, String text, List<String> expected) implements Entry {
        List<String> words() {
            return GuidePage.words(text);
        }
    }

    /// What no test can run, though it looks as if one did.
    record Unmarked(int line) implements Entry {}

    static GuidePage read(Path file) throws IOException {
        var entries = new ArrayList<Entry>();
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            switch (lines.get(i)) {
                case "<!-- world" -> i = readWorld(lines, i + 1, entries);
                case "```console" -> i = readConsole(lines, i + 1, entries);
                case "```text" -> i = behind(lines, i + 1);
                case "```" -> i = readPlain(lines, i + 1, entries);
                default -> {}
            }
        }
        return new GuidePage(file, entries);
    }

    /// Has the page show another output.
    ///
    /// @param shift how many lines more the page has by now before the command
    /// @return how many more that makes it
    int replace(Typed typed, List<String> printed, int shift) {
        try {
            var lines = new ArrayList<>(Files.readAllLines(file));
            int from = typed.line() + shift;
            var old = lines.subList(from, from + typed.expected().size());
            old.clear();
            old.addAll(printed);
            Files.write(file, lines);
            return printed.size() - typed.expected().size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int readWorld(List<String> lines, int from, List<Entry> entries) {
        var machines = new ArrayList<Machine>();
        int i = from;
        for (; !isCommand(lines.get(i)) && !lines.get(i).equals("-->"); i++) {
            var words = words(lines.get(i));
            machines.add(
                    new Machine(
                            words.getFirst(),
                            words.subList(1, words.size() - 1),
                            words.getLast().equals("running")));
        }
        entries.add(new World(from + 1, machines));
        for (; isCommand(lines.get(i)); i++) {
            entries.add(new Before(i + 1, words(lines.get(i).substring(2))));
        }
        return i;
    }

    private static boolean isCommand(String line) {
        return line.startsWith("$ ");
    }

    private static int readConsole(List<String> lines, int from, List<Entry> entries) {
        int i = from;
        while (!lines.get(i).equals("```")) {
            int begin = i++;
            var expected = new ArrayList<String>();
            while (!lines.get(i).equals("```") && !isCommand(lines.get(i))) {
                expected.add(lines.get(i++));
            }
            entries.add(new Typed(begin + 1, lines.get(begin).substring(2), List.copyOf(expected)));
        }
        return i;
    }

    /// What is said to be no more than text isn't run.
    private static int behind(List<String> lines, int from) {
        return from + lines.subList(from, lines.size()).indexOf("```");
    }

    private static int readPlain(List<String> lines, int from, List<Entry> entries) {
        int i = from;
        for (; !lines.get(i).equals("```"); i++) {
            if (isCommand(lines.get(i))) {
                entries.add(new Unmarked(i + 1));
            }
        }
        return i;
    }

    private static List<String> words(String line) {
        return WORD.matcher(line.replaceFirst(" +# .*", ""))
                .results()
                .map(found ->
                        found.group(1) != null
                                ? found.group(1)
                                : found.group(2) != null ? found.group(2) : found.group(3))
                .toList();
    }
}
