package dev.varve.cli.session;

import dev.varve.operation.VarveException;
import java.util.function.Supplier;

/// What a command asks the library.
public final class Questions {
    private Questions() {}

    /// {@return the answer}
    ///
    /// @throws CommandFailure for a question that makes no sense, which is a wrong use of the command
    /// @throws VarveException where there is no answer for another reason
    public static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (VarveException e) {
            throw e.kind() == VarveException.Kind.INVALID
                    ? new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()))
                    : e;
        }
    }
}
