package dev.varve.cli.shell;

import dev.varve.cli.arguments.CommandTable;
import dev.varve.cli.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/// A shell on a terminal, with history and completion by JLine. Nothing else in Varve uses JLine, so no other command
/// loads a class of it.
public final class TerminalShell {
    private static final int KEPT_LINES = 2000;

    private final Terminal terminal;
    private final Session session;
    private final LineReader reader;

    TerminalShell(Terminal terminal, Session session, CommandTable table) {
        this.terminal = terminal;
        this.session = session;
        this.reader = reader(terminal, session, table);
    }

    /// {@return a shell on the terminal of the process}
    ///
    /// @param table the commands that can be completed
    public static TerminalShell onSystemTerminal(Session session, CommandTable table) {
        try {
            var terminal =
                    TerminalBuilder.builder()
                            .system(true)
                            .dumb(true)
                            .encoding(StandardCharsets.UTF_8)
                            .nativeSignals(true)
                            // Nothing is asked of a terminal that an old one would print.
                            .graphemeCluster(false)
                            .build();
            return new TerminalShell(terminal, session, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LineReader reader(Terminal terminal, Session session, CommandTable table) {
        var builder =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("varve")
                        .parser(TypedLine.parser())
                        .completer(new Candidates(table, new Names(session)))
                        // "!" is part of a name, and no event of the history.
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        // What is meant to be deleted is named, and not guessed.
                        .option(LineReader.Option.COMPLETE_MATCHER_TYPO, false)
                        .option(LineReader.Option.COMPLETE_MATCHER_CAMELCASE, false)
                        .variable(LineReader.HISTORY_FILE_SIZE, KEPT_LINES);
        HistoryFile.in(session.environment())
                .ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        return builder.build();
    }

    /// Performs line by line, until one ends the shell, or Ctrl-D. Ctrl-C ends what is typed or runs, and not the shell.
    public void run(Interpreter interpreter) {
        try (terminal) {
            while (!isProcessEnding() && reads(interpreter)) {
                session.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return whether the shell goes on}
    private boolean reads(Interpreter interpreter) {
        try {
            session.flush();
            var line = reader.readLine(session.prompt());
            return line.isEmpty() || performs(interpreter, line);
        } catch (UserInterruptException _) {
            return true;
        } catch (EndOfFileException _) {
            return false;
        }
    }

    private boolean performs(Interpreter interpreter, String line) {
        var worker = Thread.currentThread();
        var before = terminal.handle(Signal.INT, _ -> worker.interrupt());
        try {
            return interpreter.perform(line);
        } finally {
            terminal.handle(Signal.INT, before);
            var _ = Thread.interrupted();
        }
    }

    /// A signal that ends the process interrupts this thread, and waits for its end.
    private static boolean isProcessEnding() {
        var probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }
}
