package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Bytes;
import dev.varve.cli.json.DifferencesDocument;
import dev.varve.cli.json.DifferencesDocument.Extent;
import dev.varve.cli.session.Questions;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.operation.Comparison;
import dev.varve.operation.ExtentListener;
import dev.varve.state.Differences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `diff`
@Command(
        description = "Show which bytes of each disk differ between two states of a domain.",
        footer = "varve diff web before-upgrade")
final class DiffCommand implements OwnCommand {

    @Mixin OneDomain one = new OneDomain();

    @Data(1)
    @Option(
            names = "--from",
            required = true,
            paramLabel = "SNAPSHOT",
            description = "the snapshot that is compared")
    String from = "";

    @Data(2)
    @Option(
            names = "--to",
            paramLabel = "SNAPSHOT",
            description = "with this one; without it, with the present state")
    Optional<String> to = Optional.empty();

    @Option(names = "--disk", paramLabel = "DISK", description = "only this disk")
    Optional<String> disk = Optional.empty();

    @Option(names = "--extents", description = "list each extent: its offset and length in bytes")
    boolean extents;

    @Option(
            names = "--verify",
            description = "read both, and count only the sectors that do differ")
    boolean verify;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        return disk.filter(String::isEmpty)
                .map(_ -> "Failed to get option 'disk': Option argument is empty");
    }

    @Override
    public void run(Session session) {
        var domain = session.withImages(one.domain);
        var found = new HashMap<String, List<Extent>>();
        var differences =
                Questions.asked(() ->
                        domain.compare(
                                new Comparison(from, to, disk, verify),
                                extents ? kept(found) : ExtentListener.silent()));
        differences.left().forEach(session::note);
        var disks = differences.disks().stream().map(each -> document(each, found)).toList();
        print(session, domain.name(), differences.outdated(), disks);
    }

    private static ExtentListener kept(Map<String, List<Extent>> found) {
        return (target, offset, length) ->
                found.computeIfAbsent(target, _ -> new ArrayList<>())
                        .add(new Extent(offset, length));
    }

    private DifferencesDocument.Disk document(
            Differences.Disk compared, Map<String, List<Extent>> found) {
        var target = compared.target();
        return new DifferencesDocument.Disk(
                target,
                compared.extents(),
                compared.bytes(),
                extents
                        ? Optional.of(List.copyOf(found.getOrDefault(target, List.of())))
                        : Optional.empty());
    }

    private void print(
            Session session,
            String domain,
            boolean outdated,
            List<DifferencesDocument.Disk> disks) {
        if (json) {
            var document = new DifferencesDocument(domain, from, to, verify, outdated, disks);
            session.print(JsonText.of(document));
            return;
        }
        var charset = TerminalCharset.of(session.environment());
        session.print(
                (extents ? list(charset, disks) : sums(charset, disks)).toString(!session.quiet()));
        if (outdated) {
            session.note("the guest runs: what it wrote lately may be missing");
        }
    }

    private static Table sums(TerminalCharset charset, List<DifferencesDocument.Disk> disks) {
        var table = new Table(charset, List.of("Disk", "Extents", "Bytes"));
        for (var each : disks) {
            table.add(
                    List.of(each.target(), Long.toString(each.count()), Bytes.text(each.bytes())));
        }
        return table;
    }

    private static Table list(TerminalCharset charset, List<DifferencesDocument.Disk> disks) {
        var table = new Table(charset, List.of("Disk", "Offset", "Length"));
        for (var each : disks) {
            for (var extent : each.extents().orElseThrow()) {
                table.add(
                        List.of(
                                each.target(),
                                Long.toString(extent.offset()),
                                Long.toString(extent.bytes())));
            }
        }
        return table;
    }
}
