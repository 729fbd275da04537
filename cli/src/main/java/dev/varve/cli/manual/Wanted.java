package dev.varve.cli.manual;

import dev.varve.cli.arguments.CommandTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Model.OptionSpec;

/// What may be typed next.
public sealed interface Wanted {
    /// One of these, with what it does.
    record Words(SequencedMap<String, String> words) implements Wanted {
        public Words {
            words = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(words));
        }
    }

    /// The name of a domain.
    ///
    /// @param prefix what stands before it in the same word: `--domain=`
    record Domain(String prefix) implements Wanted {}

    /// The name of a snapshot.
    ///
    /// @param prefix what stands before it in the same word
    /// @param domain the snapshot's domain, where it was given
    record Snapshot(String prefix, Optional<String> domain) implements Wanted {}

    /// The name of a file.
    record File() implements Wanted {}

    /// What nobody but the user knows.
    record Unknown() implements Wanted {}

    /// {@return what may follow, as the completions of the shells have it}
    ///
    /// @param before the words before, the command's name first
    /// @param word what is typed already of the next
    static Wanted after(CommandTable table, List<String> before, String word) {
        if (before.isEmpty() || (before.size() == 1 && before.getFirst().equals("help"))) {
            var names = new LinkedHashMap<String, String>();
            table.names().forEach(name -> names.put(name, ""));
            return new Words(names);
        }
        return table.commandLine(before.getFirst())
                .map(CommandModel::new)
                .map(command ->
                        new Argument(command, before.subList(1, before.size())).wanted(word))
                .orElseGet(Unknown::new);
    }

    /// The next argument of a command.
    ///
    /// @param before the arguments before it
    record Argument(CommandModel command, List<String> before) {
        private Wanted wanted(String word) {
            int equals = word.indexOf('=');
            if (word.startsWith("--") && equals > 0) {
                return valued(word.substring(0, equals))
                        .map(option -> of(option, word.substring(0, equals + 1)))
                        .orElseGet(Unknown::new);
            }
            var asking = before.isEmpty() ? Optional.<OptionSpec>empty() : valued(before.getLast());
            if (asking.isPresent()) {
                return of(asking.get(), "");
            }
            return word.startsWith("-") ? options() : datum();
        }

        private Optional<OptionSpec> valued(String name) {
            return command.options().stream()
                    .filter(option -> option.longestName().equals(name) && option.arity().max() > 0)
                    .findFirst();
        }

        private Wanted options() {
            var words = new LinkedHashMap<String, String>();
            command.options()
                    .forEach(option -> words.put(option.longestName(), CommandModel.text(option)));
            words.put("--help", "tell more of the command");
            return new Words(words);
        }

        /// The last place may be taken several times.
        private Wanted datum() {
            var places = command.data();
            if (places.isEmpty()) {
                return new Unknown();
            }
            int place = Math.min(bare().size(), places.size() - 1);
            return of(places.get(place), "");
        }

        /// {@return the values that belong to no option by name}
        private List<String> bare() {
            var found = new java.util.ArrayList<String>();
            for (int i = 0; i < before.size(); i++) {
                if (!before.get(i).startsWith("-")) {
                    found.add(before.get(i));
                } else if (valued(before.get(i)).isPresent()) {
                    i++;
                }
            }
            return found;
        }

        private Wanted of(OptionSpec option, String prefix) {
            return switch (Completion.label(option)) {
                case "DOMAIN" -> new Domain(prefix);
                case "SNAPSHOT" -> new Snapshot(prefix, domain());
                case "FILE", "PATH", "IMAGE", "DIR" ->
                        prefix.isEmpty() ? new File() : new Unknown();
                default -> new Unknown();
            };
        }

        private Optional<String> domain() {
            for (int i = 0; i < before.size(); i++) {
                if (before.get(i).startsWith("--domain=")) {
                    return Optional.of(before.get(i).substring("--domain=".length()));
                }
                if (before.get(i).equals("--domain") && i + 1 < before.size()) {
                    return Optional.of(before.get(i + 1));
                }
            }
            return bare().stream().findFirst();
        }
    }
}
