package dev.varve.cli.shell;

/// Does what a line says.
@FunctionalInterface
public interface Interpreter {
    /// Performs a line, and says what fails, which ends no shell.
    ///
    /// @param line as it was typed, perhaps with several commands
    /// @return whether the shell goes on
    boolean perform(String line);
}
