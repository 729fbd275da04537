package dev.varve.cli.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Several commands in one string, as in `virsh 'list; snapshot-list "my VM"'`.
///
/// A `;` or a newline ends a command, `#` at the start of a word begins a comment. Both kinds of quotes and the
/// backslash work as in a shell, but an open single quote is closed by the end of the string.
///
/// @param commands the words of each command that has any; with an error, those before it
/// @param pending the words of the command that an error cut off
/// @param error why the rest can't be read
record CommandString(List<List<String>> commands, List<String> pending, Optional<String> error) {

    CommandString {
        commands = commands.stream().map(List::copyOf).toList();
        pending = List.copyOf(pending);
    }

    static CommandString split(String text) {
        return new Splitter(text).split();
    }

    /// {@return what stands before the cursor, where somebody still types}
    static TypedWords typed(String text) {
        return new Splitter(text).typed();
    }

    private static final class Splitter {

        private final String text;
        private final List<List<String>> commands = new ArrayList<>();
        private List<String> words = new ArrayList<>();
        private StringBuilder word = new StringBuilder();
        private int at;

        Splitter(String text) {
            this.text = text;
        }

        CommandString split() {
            var error = Optional.<String>empty();
            while (error.isEmpty() && skipBlanks()) {
                var c = text.charAt(at);
                if (c == '#') {
                    skipComment();
                } else if (c == ';' || c == '\n') {
                    at++;
                    endCommand();
                } else {
                    error = readWord();
                }
            }
            if (error.isEmpty()) {
                endCommand();
            }
            return new CommandString(commands, words, error);
        }

        TypedWords typed() {
            while (skipBlanks()) {
                var c = text.charAt(at);
                if (c == '#') {
                    skipComment();
                } else if (c == ';' || c == '\n') {
                    at++;
                    endCommand();
                } else {
                    int start = at;
                    var cut = readWord().isPresent();
                    if (cut || at >= text.length()) {
                        var before = cut ? words : words.subList(0, words.size() - 1);
                        return new TypedWords(before, word.toString(), start);
                    }
                }
            }
            return new TypedWords(words, "", text.length());
        }

        private void endCommand() {
            if (!words.isEmpty()) {
                commands.add(words);
                words = new ArrayList<>();
            }
        }

        /// Whether anything follows.
        private boolean skipBlanks() {
            while (at < text.length()
                    && (isBlank(text.charAt(at)) || text.startsWith("\\\n", at))) {
                at += isBlank(text.charAt(at)) ? 1 : 2;
            }
            return at < text.length();
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }

        private void skipComment() {
            while (at < text.length() && text.charAt(at) != '\n') {
                at++;
            }
        }

        private Optional<String> readWord() {
            word = new StringBuilder();
            var single = false;
            var both = false;
            for (; at < text.length(); at++) {
                var c = text.charAt(at);
                if (!single && !both && (isBlank(c) || c == ';' || c == '\n')) {
                    break;
                }
                if (!both && c == '\'') {
                    single = !single;
                } else if (!single && c == '"') {
                    both = !both;
                } else if (!single && c == '\\') {
                    at++;
                    if (at == text.length()) {
                        return Optional.of("dangling \\");
                    }
                    if (text.charAt(at) != '\n') {
                        word.append(text.charAt(at));
                    }
                } else {
                    word.append(c);
                }
            }
            if (both) {
                return Optional.of("missing \"");
            }
            words.add(word.toString());
            return Optional.empty();
        }
    }
}
