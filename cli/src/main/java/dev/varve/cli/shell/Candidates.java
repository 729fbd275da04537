package dev.varve.cli.shell;

import dev.varve.cli.arguments.CommandTable;
import dev.varve.cli.manual.Wanted;
import dev.varve.cli.session.Shown;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// What may be typed at the cursor: commands, options, and the domains and snapshots that there are.
///
/// @param table the commands
record Candidates(CommandTable table, Names names) implements Completer {

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        var before = line.words().subList(0, line.wordIndex());
        switch (Wanted.after(table, before, line.word())) {
            case Wanted.Words(var words) ->
                    words.forEach((word, text) -> candidates.add(candidate(word, text)));
            case Wanted.Domain(var prefix) -> add(candidates, prefix, names.domains());
            case Wanted.Snapshot(var prefix, var domain) ->
                    add(candidates, prefix, names.snapshots(domain));
            case Wanted.File() -> addFiles(candidates, line.word());
            case Wanted.Unknown() -> {}
        }
    }

    private static void add(List<Candidate> candidates, String prefix, List<String> names) {
        names.forEach(name -> candidates.add(candidate(prefix + name, "")));
    }

    /// Behind a directory one goes on typing.
    private static void addFiles(List<Candidate> candidates, String typed) {
        for (var name : FileNames.of(typed)) {
            candidates.add(
                    new Candidate(
                            name, Shown.of(name), null, null, null, null, !name.endsWith("/")));
        }
    }

    /// A guest's or a file's name may hold what a terminal obeys.
    private static Candidate candidate(String word, String text) {
        return new Candidate(
                word, Shown.of(word), null, text.isEmpty() ? null : text, null, null, true);
    }
}
