package dev.varve.cli.shell;

import dev.varve.cli.arguments.TypedWords;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.Parser;

/// A line as JLine's completion wants to see it, in virsh's quotes. It isn't how a line is read that is performed.
///
/// @param cursor its place in the line
/// @param typed the command at the cursor
record TypedLine(String line, int cursor, TypedWords typed) implements CompletingParsedLine {

    /// {@return what reads lines for JLine; none is wrong}
    static Parser parser() {
        return (line, cursor, _) ->
                new TypedLine(line, cursor, TypedWords.of(line.substring(0, cursor)));
    }

    @Override
    public String word() {
        return typed.word();
    }

    @Override
    public int wordCursor() {
        return typed.word().length();
    }

    @Override
    public int wordIndex() {
        return typed.before().size();
    }

    @Override
    public List<String> words() {
        var words = new ArrayList<>(typed.before());
        words.add(typed.word());
        return words;
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return TypedWords.quoted(candidate.toString(), complete);
    }

    /// What is behind the cursor stays.
    @Override
    public int rawWordCursor() {
        return cursor - typed.start();
    }

    @Override
    public int rawWordLength() {
        return cursor - typed.start();
    }
}
