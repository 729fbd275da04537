package dev.varve.cli.session;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What is set in `varve.conf`, which is written as libvirt's own files are: `key = "value"`, a line
/// each, and comments after `#`.
public final class Settings {
    /// How long the state that a revert leaves is kept.
    public static final String KEEP_UNDO = "keep_undo";

    private static final Set<String> KEYS = Set.of(KEEP_UNDO);
    private static final Path OF_HOST = Path.of("/etc/varve/varve.conf");
    private static final Pattern NOTHING = Pattern.compile("\\s*(#.*)?");

    private static final Pattern SETTING =
            Pattern.compile("\\s*(\\w+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')\\s*(#.*)?");

    private final Map<String, Setting> settings = new HashMap<>();

    /// A value and where it stands.
    ///
    /// @param name for messages: `/etc/varve/varve.conf:3: keep_undo`
    public record Setting(String name, String value) {}

    private Settings() {}

    /// {@return what is set for the user: in `$XDG_CONFIG_HOME/varve/varve.conf`, or `~/.config/…`, and
    /// what that leaves open in `/etc/varve/varve.conf`}
    ///
    /// @throws CommandFailure for a file that can't be read or understood, with its line
    public static Settings of(Map<String, String> environment, Path home) {
        var ofUser =
                Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                        .filter(value -> value.startsWith("/"))
                        .map(Path::of)
                        .orElseGet(() -> home.resolve(".config"));
        return read(List.of(OF_HOST, ofUser.resolve("varve/varve.conf")));
    }

    /// {@return what the files set that are there; a later one wins}
    static Settings read(List<Path> files) {
        var settings = new Settings();
        files.forEach(settings::add);
        return settings;
    }

    /// {@return the value of that key, if it is set}
    public Optional<Setting> find(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    private void add(Path file) {
        try {
            var lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                add(file + ":" + (i + 1) + ": ", lines.get(i));
            }
        } catch (NoSuchFileException _) {
            return; // Nothing is set there.
        } catch (MalformedInputException e) {
            throw failure(file + ": it isn't text in UTF-8");
        } catch (IOException e) {
            throw failure(file + ": it can't be read");
        }
    }

    private void add(String where, String line) {
        if (NOTHING.matcher(line).matches()) {
            return;
        }
        var setting = SETTING.matcher(line);
        if (!setting.matches()) {
            throw failure(where + "expected key = \"value\"");
        }
        var key = setting.group(1);
        if (!KEYS.contains(key)) {
            throw failure(where + "unknown key '" + key + "'; there is " + String.join(", ", KEYS));
        }
        var value = Optional.ofNullable(setting.group(2)).orElseGet(() -> setting.group(3));
        settings.put(key, new Setting(where + key, value));
    }

    private static CommandFailure failure(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }
}
