package dev.varve.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Whole processes of short commands, from start to end, ours and virsh's in turns.
public final class Start {
    private static final String VIRSH = "virsh";
    private static final String PLAIN = "plain";
    private static final String GROWN = "grown";

    /// @param state what the domain is like before: `plain` without snapshots, `grown` with two
    /// @param asVirsh whether virsh does it too
    private record Command(String line, String state, boolean asVirsh) {}

    private static final List<Command> COMMANDS =
            List.of(
                    new Command("-v", GROWN, true),
                    new Command("list --all", GROWN, true),
                    new Command("snapshot-list web", GROWN, true),
                    new Command("snapshot-create-as web s3 --disk-only", PLAIN, true),
                    new Command("snapshot-revert web s1", GROWN, false),
                    new Command("snapshot-delete web s2", GROWN, false));

    private final EmbedRoot host;
    private final Map<String, Path> programs;
    private final int rounds;

    private Start(EmbedRoot host, Map<String, Path> programs, int rounds) {
        this.host = host;
        this.programs = programs;
        this.rounds = rounds;
    }

    /// How many rounds, an empty directory, the path of virsh, and what else is to be measured, each as `NAME=PROGRAM`;
    /// the first of these also makes the snapshots.
    public static void main(String[] arguments) throws IOException {
        var programs = new LinkedHashMap<String, Path>();
        programs.put(VIRSH, Path.of(arguments[2]));
        for (var named : Arrays.asList(arguments).subList(3, arguments.length)) {
            int equals = named.indexOf('=');
            programs.put(named.substring(0, equals), Path.of(named.substring(equals + 1)));
        }
        var host = EmbedRoot.make(Path.of(arguments[1]));
        new Start(host, programs, Integer.parseInt(arguments[0])).run();
    }

    private void run() throws IOException {
        host.keepAs(PLAIN);
        grow();
        host.keepAs(GROWN);
        System.out.printf(
                Locale.ROOT,
                "%-38s %-10s %13s %7s %6s %8s%n",
                "command",
                "of",
                "wall, ms",
                "CPU, ms",
                "MB",
                "to virsh");
        for (var command : COMMANDS) {
            measure(command);
        }
    }

    private void grow() throws IOException {
        var ours = programs.entrySet().stream().filter(e -> !e.getKey().equals(VIRSH)).findFirst();
        var varve = ours.orElseThrow().getValue();
        for (var name : List.of("s1", "s2")) {
            run(varve, "snapshot-create-as web " + name + " --disk-only");
            host.write("web." + name);
        }
    }

    private Child.Usage run(Path program, String line) throws IOException {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(line.split(" ")));
        return Child.run(host.environment(), command);
    }

    /// In turns, so that a noisy moment is everybody's; the first round isn't counted.
    private void measure(Command command) throws IOException {
        var usages = new LinkedHashMap<String, List<Child.Usage>>();
        for (int round = 0; round <= rounds; round++) {
            for (var program : programs.entrySet()) {
                if (program.getKey().equals(VIRSH) && !command.asVirsh()) {
                    continue;
                }
                host.returnTo(command.state());
                var usage = run(program.getValue(), command.line());
                if (round > 0) {
                    usages.computeIfAbsent(program.getKey(), _ -> new ArrayList<>()).add(usage);
                }
            }
        }
        usages.forEach((name, list) -> print(command, name, list, usages));
    }

    private static void print(
            Command command,
            String name,
            List<Child.Usage> usages,
            Map<String, List<Child.Usage>> all) {
        boolean virsh = name.equals(VIRSH);
        System.out.printf(
                Locale.ROOT,
                "%-38s %-10s %6.0f/%6.0f %7.0f %6s %8s%n",
                command.line(),
                name,
                1000 * least(usages),
                1000 * median(usages),
                1000 * usages.stream().mapToDouble(Child.Usage::cpu).min().orElseThrow(),
                // Less than we have ourselves isn't seen.
                virsh
                        ? "-"
                        : usages.stream().mapToLong(Child.Usage::resident).max().orElseThrow()
                                / 1024,
                all.containsKey(VIRSH) && !virsh
                        ? String.format(Locale.ROOT, "%.1f", least(usages) / least(all.get(VIRSH)))
                        : "-");
    }

    private static double least(List<Child.Usage> usages) {
        return usages.stream().mapToDouble(Child.Usage::wall).min().orElseThrow();
    }

    private static double median(List<Child.Usage> usages) {
        return usages.stream()
                .map(Child.Usage::wall)
                .sorted(Comparator.naturalOrder())
                .toList()
                .get(usages.size() / 2);
    }
}
