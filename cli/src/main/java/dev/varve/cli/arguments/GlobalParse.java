package dev.varve.cli.arguments;

import dev.varve.cli.session.GlobalOptions;
import java.util.List;

/// What the options before the command mean.
public sealed interface GlobalParse {

    /// Run what `rest` says; with nothing in it virsh becomes a shell.
    record Ready(GlobalOptions options, List<String> rest) implements GlobalParse {
        public Ready {
            rest = List.copyOf(rest);
        }
    }

    /// Print the help of the whole program, whatever follows.
    record Help() implements GlobalParse {}

    /// Print the version, whatever follows.
    ///
    /// @param full with the versions of what Varve talks to; else the number alone, as virsh prints it
    /// @param options what was given before
    record Version(boolean full, GlobalOptions options) implements GlobalParse {}

    /// Options that virsh refuses, with its errors, one a line.
    record Wrong(List<String> errors) implements GlobalParse {
        public Wrong {
            errors = List.copyOf(errors);
        }
    }
}
