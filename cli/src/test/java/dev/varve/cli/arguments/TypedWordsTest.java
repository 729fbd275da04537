package dev.varve.cli.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is typed, and how a name is put into it.
class TypedWordsTest {
    private static final String CHARACTERS = "ab \t\n\"'\\;#$`-=\u001b\u009bü";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | [] | `` | 0",
                "`li` | [] | li | 0",
                "`list ` | [list] | `` | 5",
                "`list; snapshot-info we` | [snapshot-info] | we | 20",
                "`list \"my v` | [list] | `my v` | 5",
                "`list 'my v` | [list] | `my v` | 5",
                "`list \"my vm\"` | [list] | `my vm` | 5",
                "`list my\\ v` | [list] | `my v` | 5",
                "`list my\\` | [list] | my | 5",
                "`list # we` | [list] | `` | 9",
                "`list --from=we` | [list] | `--from=we` | 5"
            })
    void areThoseOfTheCommandAtTheCursor(String line, String before, String word, int start) {
        var typed = TypedWords.of(line);

        assertThat(typed.before()).hasToString(before);
        assertThat(typed.word()).isEqualTo(word);
        assertThat(typed.start()).isEqualTo(start);
    }

    @Test
    void aQuotedWordIsReadAsItself() {
        var random = new Random(15);
        for (int i = 0; i < 2000; i++) {
            var word = new StringBuilder();
            for (int length = random.nextInt(8); length > 0; length--) {
                word.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            var line = "hold " + TypedWords.quoted(word.toString(), true) + " x";

            var split = CommandString.split(line);

            assertThat(split.error()).as(line).isEmpty();
            assertThat(split.commands())
                    .as(line)
                    .isEqualTo(List.of(List.of("hold", word.toString(), "x")));
        }
    }

    /// Of a name that several have in common, the rest is typed.
    @Test
    void aWordThatGoesOnHasNoQuoteAtItsEnd() {
        assertThat(TypedWords.quoted("my v", false)).isEqualTo("\"my v");
        assertThat(TypedWords.quoted("web", false)).isEqualTo("web");
        assertThat(TypedWords.quoted("", false)).isEmpty();
    }
}
