package dev.varve.cli;

import dev.varve.cli.command.Commands;
import dev.varve.cli.manual.Completion;
import dev.varve.cli.manual.ManualPage;
import dev.varve.cli.session.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes the manual pages and the completions, for whoever packs Varve:
///
/// ```text
/// java … -m dev.varve.cli/dev.varve.cli.Manual FOLDER DATE
/// ```
///
/// makes `FOLDER/man/man1/varve.1` and its like, and `FOLDER/bash-completion/completions/varve`,
/// `FOLDER/zsh/vendor-completions/_varve` and `FOLDER/fish/vendor_completions.d/varve.fish`.
public final class Manual {
    private Manual() {}

    /// @param arguments the folder, and the date that the pages have
    static void main(String[] arguments) throws IOException {
        write(Path.of(arguments[0]), arguments[1]);
    }

    /// Writes all below a folder.
    public static void write(Path folder, String date) throws IOException {
        var program = Commands.table().commandLine();
        var page = new ManualPage(Versions.program(), date);
        put(folder.resolve("man/man1/varve.1"), page.of(program));
        for (var command : program.getSubcommands().values()) {
            var file = "man/man1/varve-" + command.getCommandName() + ".1";
            put(folder.resolve(file), page.ofCommand(command));
        }
        var completion = new Completion(program);
        put(folder.resolve("bash-completion/completions/varve"), completion.bash());
        put(folder.resolve("zsh/vendor-completions/_varve"), completion.zsh());
        put(folder.resolve("fish/vendor_completions.d/varve.fish"), completion.fish());
    }

    private static void put(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
