package dev.varve.cli.manual;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// Help as `--help` and `help` print it, with a newline at its end.
public final class HelpText {
    private static final int COMMAND_COLUMN = 23;
    private static final int OPTION_COLUMN = 29;

    private HelpText() {}

    /// {@return the help of the program}
    ///
    /// @param program with all commands
    public static String of(CommandLine program) {
        var lines = new ArrayList<String>();
        lines.add("Usage: varve [OPTION]... COMMAND [ARGUMENT]...");
        lines.add(
                "Snapshots of the virtual machines of a libvirt host, by virsh's commands and more.");
        for (var topic : Topic.ALL) {
            lines.add("");
            lines.add(topic.heading() + ":");
            for (var name : topic.pages().keySet()) {
                var command = CommandModel.of(program, name);
                lines.addAll(Paragraph.definition(2, COMMAND_COLUMN, name, command.description()));
            }
        }
        lines.add("");
        lines.add("Options before the command:");
        for (var option : GlobalOption.ALL) {
            lines.addAll(
                    Paragraph.definition(2, OPTION_COLUMN, option.spelled(), option.description()));
        }
        lines.add("");
        lines.add("\"varve help COMMAND\" tells more of a command; \"varve\" alone is a shell.");
        return text(lines);
    }

    /// {@return the help of a command}
    public static String ofCommand(CommandLine line) {
        var command = new CommandModel(line);
        var lines = new ArrayList<String>();
        command.synopses().forEach(synopsis -> lines.add(usage(lines.isEmpty(), synopsis)));
        lines.addAll(Paragraph.wrapped(command.description(), Paragraph.WIDTH));
        if (!command.options().isEmpty()) {
            lines.add("");
        }
        for (var option : command.options()) {
            lines.addAll(
                    Paragraph.definition(
                            2,
                            OPTION_COLUMN,
                            CommandModel.spelled(option),
                            CommandModel.text(option)));
        }
        if (!command.examples().isEmpty()) {
            lines.add("");
            lines.add("For example:");
            command.examples().forEach(example -> lines.add("  " + example));
        }
        lines.add("");
        lines.add("Options before the command, such as -c URI and -q: \"varve help\".");
        lines.add("More in " + Topic.page(command.name()) + ", in docs or /usr/share/doc/varve.");
        return text(lines);
    }

    private static String usage(boolean first, String synopsis) {
        return (first ? "Usage: " : "   or: ") + synopsis;
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
