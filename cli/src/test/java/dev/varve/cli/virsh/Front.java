package dev.varve.cli.virsh;

import dev.varve.cli.arguments.GlobalArguments;
import dev.varve.cli.arguments.GlobalParse;
import dev.varve.cli.arguments.VirshArguments;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.arguments.VirshParse;
import dev.varve.cli.session.GlobalOptions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What our command line does before any command's body.
final class Front {

    private Front() {}

    /// What is printed when the arguments are wrong; empty if the body of a command would have to run.
    static Optional<Outcome> run(List<String> arguments) {
        return switch (GlobalArguments.parse(arguments)) {
            case GlobalParse.Wrong(var errors) -> Optional.of(failed("", errors));
            case GlobalParse.Help _, GlobalParse.Version _ -> Optional.empty();
            case GlobalParse.Ready(var options, var rest) -> commands(options, rest);
        };
    }

    private static Optional<Outcome> commands(GlobalOptions options, List<String> rest) {
        return switch (new VirshArguments(VirshCommands.table()).parse(rest)) {
            case VirshParse.Wrong(var errors, _) -> Optional.of(failed("", with(options, errors)));
            case VirshParse.Commands(var invocations) ->
                    invocations.size() == 1
                            ? conflict(invocations.getFirst())
                                    .map(e ->
                                            failed(
                                                    options.quiet() ? "" : "\n",
                                                    with(options, List.of(e))))
                            : Optional.empty();
        };
    }

    private static Optional<String> conflict(VirshParse.Invocation invocation) {
        if (invocation.help()) {
            return Optional.empty();
        }
        invocation.command().getParent().parseArgs(invocation.arguments().toArray(String[]::new));
        VirshCommand command = invocation.command().getCommand();
        return command.conflict();
    }

    private static List<String> with(GlobalOptions options, List<String> errors) {
        return Stream.concat(options.warnings().stream(), errors.stream()).toList();
    }

    private static Outcome failed(String out, List<String> errors) {
        var err = errors.stream().map(e -> "error: " + e + "\n").collect(Collectors.joining());
        return new Outcome(out, err, 1);
    }
}
