package dev.varve.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/// Manual pages in groff's man macros: groff_man(7).
///
/// @param version of Varve
/// @param date of the pages, as `2026-11-30`
public record ManualPage(String version, String date) {
    private static final String FILES =
            """
            .SH FILES
            .TP
            .I /etc/varve/varve.conf\\fR, \\fI~/.config/varve/varve.conf
            Settings, one "name = value" a line.
            .TP
            .I /var/lib/varve
            Journals and locks of the system's libvirt.
            .TP
            .I ~/.local/state/varve
            Those of a user's own, qemu:///session.
            """;

    private static final String STATUS =
            """
            .SH EXIT STATUS
            Commands that virsh has end with 0 or 1, as virsh's do. All others:
            .TP
            .B 0
            Done.
            .TP
            .B 1
            Failed.
            .TP
            .B 2
            The command line makes no sense.
            .TP
            .B 3
            No such domain, snapshot, disk or file.
            .TP
            .B 4
            Refused: it can't be done, or would harm what somebody needs.
            .TP
            .B 5
            Something else is at work.
            .TP
            .B 6
            No connection to libvirt.
            .TP
            .B 7
            Partly done; "varve recover" or the same command again does the rest.
            """;

    /// {@return the page of the program, `varve.1`}
    public String of(CommandLine program) {
        var lines = new ArrayList<String>();
        lines.add(head("varve", "snapshots of virtual machines"));
        lines.add(".SH SYNOPSIS");
        lines.add(".B varve");
        lines.add("[OPTION]... [COMMAND [ARGUMENT]...]");
        lines.add(".SH DESCRIPTION");
        lines.add(
                "Takes snapshots of the virtual machines of a libvirt host, shows them, goes back to"
                        + " them, deletes, clones, exports and repairs them. The commands that virsh has are"
                        + " virsh's, with its words and its output. Without a command it is a shell, whose"
                        + " connection stays open.");
        lines.add(".SH OPTIONS");
        GlobalOption.ALL.forEach(
                option -> lines.addAll(term(option.spelled(), option.description())));
        for (var topic : Topic.ALL) {
            lines.add(".SH " + quoted(topic.heading()));
            for (var name : topic.pages().keySet()) {
                var command = CommandModel.of(program, name);
                lines.addAll(term(name, command.description()));
            }
        }
        lines.add(STATUS + FILES.stripTrailing());
        lines.add(".SH SEE ALSO");
        lines.add(
                program.getSubcommands().keySet().stream()
                                .sorted()
                                .map(name -> ".BR varve\\-" + escaped(name) + " (1)")
                                .collect(Collectors.joining(",\n"))
                        + ",\n.BR virsh (1)");
        return text(lines);
    }

    /// {@return the page of a command, `varve-NAME.1`}
    public String ofCommand(CommandLine line) {
        var command = new CommandModel(line);
        var lines = new ArrayList<String>();
        lines.add(head("varve-" + command.name(), command.description()));
        lines.add(".SH SYNOPSIS");
        for (var synopsis : command.synopses()) {
            lines.add(".PP");
            lines.add(".B " + escaped(synopsis));
        }
        lines.add(".SH DESCRIPTION");
        lines.add(sentence(command.description()));
        if (!command.options().isEmpty()) {
            lines.add(".SH OPTIONS");
        }
        command.options()
                .forEach(option ->
                        lines.addAll(
                                term(CommandModel.spelled(option), CommandModel.text(option))));
        if (!command.examples().isEmpty()) {
            lines.add(".SH EXAMPLES");
            lines.add(".EX");
            command.examples().forEach(example -> lines.add(sentence(example)));
            lines.add(".EE");
        }
        lines.add(".SH SEE ALSO");
        lines.add(".BR varve (1),");
        lines.add(".I /usr/share/doc/varve/" + escaped(Topic.page(command.name())));
        return text(lines);
    }

    private String head(String name, String purpose) {
        return ".TH %s 1 %s %s %s\n.SH NAME\n%s \\- %s"
                .formatted(
                        quoted(name.toUpperCase(java.util.Locale.ROOT)),
                        quoted(date),
                        quoted("Varve " + version),
                        quoted("Varve"),
                        escaped(name),
                        escaped(purpose.replaceFirst("[.]$", "")));
    }

    private static List<String> term(String term, String meaning) {
        return List.of(".TP", ".B " + escaped(term), sentence(meaning));
    }

    private static String quoted(String text) {
        return "\"" + escaped(text).replace("\"", "\\(dq") + "\"";
    }

    /// A line that begins with a dot or an apostrophe would be a request.
    private static String sentence(String text) {
        var line = escaped(text);
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
