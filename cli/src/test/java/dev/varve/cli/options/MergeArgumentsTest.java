package dev.varve.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.cli.session.CommandFailure;
import dev.varve.operation.MergeOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MergeArgumentsTest {

    private static MergeOptions parsed(String line) {
        var arguments = new MergeArguments();
        CommandLine.populateCommand(arguments, line.isEmpty() ? new String[0] : line.split(" "));
        return arguments.options();
    }

    @Test
    void limitNothingByThemselves() {
        assertThat(parsed("")).isEqualTo(MergeOptions.none());
    }

    @ParameterizedTest
    @CsvSource({
        "--bandwidth 0, 0",
        "--bandwidth 1, 1048576",
        "--bandwidth 100, 104857600",
        "--bandwidth 1 --bytes, 1",
        "--bandwidth 500000 --bytes, 500000",
        "--bandwidth 10M --bytes, 10485760",
        "--bandwidth 10MiB --bytes, 10485760",
        "--bandwidth 10MB --bytes, 10000000",
        "--bandwidth 64k --bytes, 65536",
        "--bandwidth 64b --bytes, 64",
        "--bandwidth 10M, 10485760",
        "--bandwidth 64b, 64",
    })
    void takeABandwidthAsVirshDoes(String line, long bytes) {
        assertThat(parsed(line).bandwidth()).isEqualTo(bytes);
    }

    @Test
    void takeATimeInSeconds() {
        assertThat(parsed("--timeout 90").timeout()).contains(Duration.ofSeconds(90));
        assertThat(parsed("--pause-to-finish").pauseToFinish()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bandwidth fast",
                "--bandwidth=-1",
                "--bandwidth 0x10",
                "--bandwidth 99999999999999",
                "--bandwidth 99999999999999999999 --bytes",
                "--bandwidth 9E --bytes",
                "--bandwidth 1x --bytes",
                "--timeout 0",
                "--timeout=-1",
                "--timeout soon",
                "--timeout 99999999999",
            })
    void refuseWhatIsNoNumber(String line) {
        assertThatThrownBy(() -> parsed(line))
                .isInstanceOf(CommandFailure.class)
                .hasMessageMatching(
                        "(Numeric value '.*' for <timeout>|Scaled numeric value '.*' for <--bandwidth>)"
                                + " option is malformed or out of range");
    }
}
