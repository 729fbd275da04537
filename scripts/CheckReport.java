import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// What ./check says at its end: counts, what was skipped, the slowest classes, and what failed, in this
/// order, for the end is what is seen first.
///
/// Arguments: the directory of ./check's logs, and the modules whose tests were to run. Exits with 1 when
/// something failed, or when a module whose tests were begun has not run a single one.
final class CheckReport {
    private static final int SLOWEST = 20;

    /// So that all is within the last 20 lines, with the one that ./check adds.
    private static final int FAILURE_LINES = 18;

    private static final int WIDTH = 240;
    private static final Pattern SEED = Pattern.compile("(?i)seed[ =:]+(-?[0-9]+)");

    /// One execution of a test.
    record Case(
            String module,
            String className,
            String name,
            double seconds,
            Optional<String> failure,
            Optional<String> skipped) {
        String title() {
            return className.substring(className.lastIndexOf('.') + 1) + "." + name;
        }
    }

    private final Path logs;
    private final List<String> modules;

    private CheckReport(Path logs, List<String> modules) {
        this.logs = logs;
        this.modules = modules;
    }

    static void main(String[] arguments) throws Exception {
        var modules = List.of(arguments).subList(1, arguments.length);
        System.exit(new CheckReport(Path.of(arguments[0]), modules).print() ? 0 : 1);
    }

    /// {@return whether nothing failed}
    private boolean print() throws Exception {
        var cases = new ArrayList<Case>();
        for (var module : modules) {
            cases.addAll(cases(module));
        }
        var skipped = cases.stream().filter(c -> c.skipped().isPresent()).toList();
        long failed = cases.stream().filter(c -> c.failure().isPresent()).count();
        System.out.printf(
                "%n%d passed, %d failed, %d skipped%n",
                cases.size() - failed - skipped.size(), failed, skipped.size());
        skipped.forEach(c ->
                System.out.println(line("skipped " + c.title() + ": " + c.skipped().get())));
        if (System.getProperty("check.tier", "").equals("nightly")) {
            counts();
        }
        slowest(cases);
        var failures = failures(cases);
        if (!failures.isEmpty()) {
            System.out.println();
        }
        int shown = failures.size() <= FAILURE_LINES ? failures.size() : FAILURE_LINES - 1;
        failures.subList(0, shown).forEach(System.out::println);
        if (shown < failures.size()) {
            System.out.println("and " + (failures.size() - shown) + " more lines: see " + logs);
        }
        return failures.isEmpty();
    }

    /// What the long runs have logged: how many kills there were and how they ended, and the like.
    private void counts() throws IOException {
        System.out.println("\ncounted:");
        for (var part : parts()) {
            Files.readAllLines(log(part), UTF_8).stream()
                    .filter(text -> text.startsWith("INFO: "))
                    .forEach(text -> System.out.println(line("  " + text.substring(6))));
        }
    }

    private static void slowest(List<Case> cases) {
        record Sum(String name, double seconds, int tests) {}
        var sums = new TreeMap<String, Sum>();
        for (var c : cases) {
            var one = new Sum(c.module() + " " + c.className(), c.seconds(), 1);
            sums.merge(
                    one.name(),
                    one,
                    (a, b) ->
                            new Sum(a.name(), a.seconds() + b.seconds(), a.tests() + b.tests()));
        }
        if (sums.isEmpty()) {
            return;
        }
        System.out.println("\nslowest classes (seconds, tests):");
        sums.values().stream()
                .sorted(Comparator.comparingDouble(Sum::seconds).reversed())
                .limit(SLOWEST)
                .forEach(s ->
                        System.out.printf("%8.1f %5d  %s%n", s.seconds(), s.tests(), s.name()));
    }

    private List<String> failures(List<Case> cases) throws IOException {
        var lines = new ArrayList<String>();
        for (var c : cases) {
            c.failure()
                    .ifPresent(why ->
                            lines.add(line("FAILED " + c.module() + " " + c.title() + ": " + why)));
        }
        for (var part : parts()) {
            boolean failed = !Files.readString(logs.resolve(part + ".exit")).strip().equals("0");
            boolean named = cases.stream().anyMatch(c -> isFailed(c, part));
            if (failed && (!named || crashed(part))) {
                lines.addAll(complaints(part));
            } else if (modules.contains(part)
                    && cases.stream().noneMatch(c -> c.module().equals(part))) {
                lines.add("FAILED " + part + ": it ran no test; see " + log(part));
            }
        }
        return lines;
    }

    private static boolean isFailed(Case c, String module) {
        return c.module().equals(module) && c.failure().isPresent();
    }

    private boolean crashed(String part) throws IOException {
        return Files.readString(log(part), UTF_8).contains("The forked VM terminated");
    }

    /// {@return what Maven, the demo or a program said that stopped a part}
    private List<String> complaints(String part) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("FAILED " + part + "; all that it printed is in " + log(part));
        var all = Files.readAllLines(log(part), UTF_8);
        var said =
                all.stream()
                        .filter(text -> text.startsWith("[ERROR]") || isWarningOfOurs(text))
                        .map(text -> text.substring(text.indexOf(']') + 1).strip())
                        .filter(CheckReport::says)
                        .distinct()
                        .toList();
        if (said.isEmpty()) {
            said = all.subList(Math.max(0, all.size() - 5), all.size());
        }
        said.stream().limit(8).map(text -> line("  " + text)).forEach(lines::add);
        try (var files = Files.list(Path.of(part).toAbsolutePath())) {
            files.filter(f -> f.getFileName().toString().startsWith("hs_err_pid"))
                    .forEach(f -> lines.add("  Java crashed: " + f));
        } catch (IOException _) {
            // No part with a directory: the build, the guest, the demo.
        }
        return lines;
    }

    /// Error Prone's warnings are errors to us, and only warnings to Maven.
    private static boolean isWarningOfOurs(String text) {
        return text.startsWith("[WARNING] /") && text.contains(".java:[");
    }

    /// Not what Maven says to each failure alike.
    private static boolean says(String text) {
        Predicate<String> general =
                Pattern.compile(
                                "^$|^-> |^\\[Help|^To see the full|^Re-run|^For more info|^After correcting|^mvn <args>"
                                        + "|^COMPILATION ERROR|^Failed to execute goal .*[Cc]ompilation failure"
                                        + "|^Please refer to |^See dump|^See .*surefire-reports|^at |^Command was")
                        .asPredicate();
        return !general.test(text);
    }

    private List<String> parts() throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".exit"))
                    .map(f -> f.substring(0, f.length() - ".exit".length()))
                    .sorted()
                    .toList();
        }
    }

    private Path log(String part) {
        return logs.resolve(part + ".log");
    }

    private static List<Case> cases(String module) throws Exception {
        var reports = Path.of(module, "target", "surefire-reports");
        var cases = new ArrayList<Case>();
        if (!Files.isDirectory(reports)) {
            return cases;
        }
        var isReport = FileSystems.getDefault().getPathMatcher("glob:TEST-*.xml");
        try (var files = Files.list(reports)) {
            for (var file : files.filter(f -> isReport.matches(f.getFileName())).toList()) {
                var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
                var tests = builder.parse(file.toFile()).getElementsByTagName("testcase");
                for (int i = 0; i < tests.getLength(); i++) {
                    cases.add(testCase(module, (Element) tests.item(i)));
                }
            }
        }
        return cases;
    }

    private static Case testCase(String module, Element test) {
        return new Case(
                module,
                test.getAttribute("classname"),
                test.getAttribute("name"),
                Double.parseDouble(test.getAttribute("time").replace(",", "")),
                first(test, "failure").or(() -> first(test, "error")).map(CheckReport::why),
                first(test, "skipped").map(CheckReport::why));
    }

    private static Optional<Element> first(Element test, String name) {
        NodeList found = test.getElementsByTagName(name);
        return found.getLength() == 0 ? Optional.empty() : Optional.of((Element) found.item(0));
    }

    /// {@return the message, or what stands before a stack trace, on one line, and the seed where the failure names one further below}
    private static String why(Element failure) {
        var text = failure.getAttribute("message").strip();
        var all = text.isEmpty() ? failure.getTextContent().strip() : text;
        var lines = all.lines().map(String::strip).takeWhile(said -> !said.startsWith("at "));
        var message = line(String.join(" ", lines.toList()));
        var seed = SEED.matcher(all);
        return seed.find() && !message.contains(seed.group())
                ? message + " [seed " + seed.group(1) + "]"
                : message;
    }

    private static String line(String text) {
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH) + "…";
    }
}
