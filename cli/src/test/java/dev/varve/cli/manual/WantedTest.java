package dev.varve.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.command.Commands;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may be typed next, in words as they are typed.
class WantedTest {

    private static Wanted after(String before, String word) {
        var words = before.isBlank() ? List.<String>of() : List.of(before.split(" "));
        return Wanted.after(Commands.table(), words, word);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snapshot-revert | we | Domain[prefix=]",
                "snapshot-revert --domain | we | Domain[prefix=]",
                "snapshot-revert | --domain=we | Domain[prefix=--domain=]",
                "snapshot-revert web | s | Snapshot[prefix=, domain=Optional[web]]",
                "snapshot-revert --domain web --snapshotname | s |"
                        + " Snapshot[prefix=, domain=Optional[web]]",
                "snapshot-revert --domain=web | --snapshotname=s |"
                        + " Snapshot[prefix=--snapshotname=, domain=Optional[web]]",
                "snapshot-delete web s1 s2 | s | Snapshot[prefix=, domain=Optional[web]]",
                "prune --keep-last 3 | we | Domain[prefix=]",
                "snapshot-create web | /etc/x | File[]",
                "snapshot-create-as web s1 --description | x | Unknown[]",
                "frobnicate | x | Unknown[]",
                "frobnicate | --x=y | Unknown[]"
            })
    void isWhatTheOptionsSay(String before, String word, String wanted) {
        assertThat(after(before, word)).hasToString(wanted);
    }

    @Test
    void isACommandAtFirst() {
        assertThat(after("", "sna"))
                .isInstanceOfSatisfying(
                        Wanted.Words.class,
                        words ->
                                assertThat(words.words().keySet())
                                        .isEqualTo(Commands.table().names()));
        assertThat(after("help", "sna")).isEqualTo(after("", "sna"));
    }

    @Test
    void isAnOptionBehindADash() {
        assertThat(after("undo web", "--dr"))
                .isInstanceOfSatisfying(
                        Wanted.Words.class,
                        words ->
                                assertThat(words.words())
                                        .containsKeys("--dry-run", "--json", "--help")
                                        .doesNotContainKey("--running-nowhere"));
    }

    @Test
    void isOfNoDomainWhereNoneIsTyped() {
        assertThat(after("snapshot-revert", "--snapshotname=s"))
                .isEqualTo(new Wanted.Snapshot("--snapshotname=", Optional.empty()));
    }
}
