package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Bytes;
import dev.varve.cli.change.Changes;
import dev.varve.cli.json.DifferencesDocument;
import dev.varve.cli.json.DifferencesDocument.Extent;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.core.chain.Comparison;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.host.HostReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `diff`
@Command(description = "Show which bytes of each disk differ between two states of a domain.")
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
        var changes = Changes.toLookAt(session, "domains");
        try (var handle = session.domain(one.domain)) {
            var ref = Changes.ref(handle);
            var state = changes.observe();
            boolean outdated =
                    to.isEmpty() && state.domain(ref).filter(d -> d.state().active()).isPresent();
            switch (comparison(ref).of(state)) {
                case Comparison.Refused(var refusal) -> throw Changes.refused(refusal);
                case Comparison.Pairs(var pairs, var left) -> {
                    left.forEach(session::note);
                    var disks = pairs.stream().map(this::compare).toList();
                    print(session, ref, outdated, disks);
                }
            }
        }
    }

    private Comparison comparison(DomainRef ref) {
        return new Comparison(
                ref, new SnapshotName(from), to.map(SnapshotName::new), disk.map(DiskTarget::new));
    }

    private DifferencesDocument.Disk compare(Comparison.Pair pair) {
        var found = new ArrayList<Extent>();
        var sums = new long[2];
        new HostReading()
                .differences(
                        pair.one(),
                        pair.other(),
                        verify,
                        (start, bytes) -> {
                            sums[0]++;
                            sums[1] += bytes;
                            if (extents) {
                                found.add(new Extent(start, bytes));
                            }
                        });
        return new DifferencesDocument.Disk(
                pair.disk().name(),
                sums[0],
                sums[1],
                extents ? Optional.of(List.copyOf(found)) : Optional.empty());
    }

    private void print(
            Session session,
            DomainRef ref,
            boolean outdated,
            List<DifferencesDocument.Disk> disks) {
        if (json) {
            var document = new DifferencesDocument(ref.name(), from, to, verify, outdated, disks);
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
