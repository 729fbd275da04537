package dev.varve.cli.arguments;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/// What arguments mean to virsh.
public sealed interface VirshParse {

    /// Commands to run one after the other; none for an empty command string.
    record Commands(List<Invocation> invocations) implements VirshParse {
        public Commands {
            invocations = List.copyOf(invocations);
        }
    }

    /// Arguments that virsh doesn't take, with its errors, one a line. There is none for an empty argument.
    ///
    /// @param meant the command whose name is most like one that there isn't
    record Wrong(List<String> errors, Optional<String> meant) implements VirshParse {
        public Wrong {
            errors = List.copyOf(errors);
        }

        /// Errors of whatever kind.
        public Wrong(List<String> errors) {
            this(errors, Optional.empty());
        }
    }

    /// One command.
    ///
    /// @param arguments its name and its arguments as the root of the commands takes them: `--option=value`, `--flag`
    /// @param help whether its help is wanted; then the arguments are not to be parsed
    record Invocation(CommandLine command, List<String> arguments, boolean help) {
        public Invocation {
            arguments = List.copyOf(arguments);
        }
    }
}
