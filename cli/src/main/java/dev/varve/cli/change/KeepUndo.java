package dev.varve.cli.change;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Settings;
import dev.varve.cli.session.Settings.Setting;
import dev.varve.operation.Age;
import dev.varve.operation.Plan;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// How long the state that a revert left behind is kept.
public final class KeepUndo {
    /// What it is where nobody says it.
    private static final String DEFAULT = "24h";

    private static final String FOREVER = "forever";
    private static final String OPTION = "--keep-undo";
    private static final String VARIABLE = "VARVE_KEEP_UNDO";

    private KeepUndo() {}

    /// {@return when the state expires; empty for never}
    ///
    /// @param option what the command line says, which wins over the environment's `VARVE_KEEP_UNDO`,
    ///     and that over `varve.conf`
    /// @throws CommandFailure for what is neither an age nor `forever`
    public static Optional<Instant> until(
            Optional<String> option, Map<String, String> environment, Instant now) {
        var setting =
                option.map(text -> new Setting(OPTION, text))
                        .or(() ->
                                Optional.ofNullable(environment.get(VARIABLE))
                                        .map(text -> new Setting(VARIABLE, text)))
                        .or(() -> Settings.of(environment, home()).find(Settings.KEEP_UNDO))
                        .orElseGet(() -> new Setting(OPTION, DEFAULT));
        return until(setting, now);
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"));
    }

    private static Optional<Instant> until(Setting setting, Instant now) {
        var text = setting.value();
        if (text.equals(FOREVER)) {
            return Optional.empty();
        }
        var age =
                Age.parse(text)
                        .orElseThrow(() ->
                                new CommandFailure(
                                        ExitCode.USAGE,
                                        setting.name()
                                                + " takes an age such as 24h or 7d, or forever,"
                                                + " not '"
                                                + text
                                                + "'"));
        return Optional.of(
                age.after(now.atZone(ZoneId.systemDefault()))
                        .toInstant()
                        .truncatedTo(ChronoUnit.SECONDS));
    }

    /// {@return where the state is that was left, which virsh would have thrown away}
    public static Optional<String> note(Plan plan) {
        boolean several = plan.subject().group().isPresent();
        return plan.keptState()
                .map(kept ->
                        (several
                                        ? "the states before are kept as group "
                                        : "the state before is kept as snapshot ")
                                + kept.name()
                                + kept.until()
                                        .map(until -> " until " + until + ", or longer if ")
                                        .map(text ->
                                                text + (several ? "they are held" : "it is held"))
                                        .orElse(""));
    }
}
