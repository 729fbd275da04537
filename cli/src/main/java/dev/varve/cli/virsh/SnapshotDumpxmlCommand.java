package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.json.SnapshotText;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotXMLFlags;
import dev.varve.libvirt.xml.XPathSelection;
import dev.varve.libvirt.xml.Xml;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-dumpxml`
@Command(
        description = "Print the XML of a snapshot.",
        footer = "varve snapshot-dumpxml web before-upgrade")
final class SnapshotDumpxmlCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(
            names = "--snapshotname",
            required = true,
            paramLabel = "SNAPSHOT",
            description = "the snapshot")
    String snapshotname = "";

    @Option(names = "--security-info", description = "with passwords and keys")
    boolean securityInfo;

    @Option(
            names = "--xpath",
            paramLabel = "EXPRESSION",
            description = "only the nodes that an XPath expression finds")
    Optional<String> xpath = Optional.empty();

    @Option(names = "--wrap", description = "wrap the found nodes in one root")
    boolean wrap;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    /// virsh looks at the name before it looks for the domain.
    @Override
    public Optional<String> conflict() {
        return new Conflicts()
                .add(
                        snapshotname.isEmpty(),
                        "Failed to get option 'snapshotname': Option argument is empty")
                .first();
    }

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain);
                var snapshot = handle.snapshot(snapshotname)) {
            requireExpression();
            var xml = snapshot.xml(securityInfo ? VirDomainSnapshotXMLFlags.SECURE : 0);
            if (json) {
                var texts = xpath.map(e -> selected(session, xml, e)).orElse(List.of(xml));
                session.print(JsonText.of(new SnapshotText(handle.name(), snapshot.name(), texts)));
            } else if (xpath.isEmpty()) {
                session.print(xml);
            } else {
                session.print(
                        selected(session, xml, xpath.get()).stream()
                                .map(text -> text + "\n")
                                .collect(Collectors.joining()));
            }
        }
    }

    /// virsh says nothing of an empty expression, and fails.
    private void requireExpression() {
        if (xpath.filter(String::isEmpty).isPresent()) {
            throw json
                    ? new CommandFailure(ExitCode.USAGE, "the expression of --xpath is empty")
                    : new CommandFailure(ExitCode.USAGE);
        }
    }

    private List<String> selected(Session session, String xml, String expression) {
        return switch (XPathSelection.select(Xml.parse(xml), expression)) {
            case XPathSelection.Found found -> wrap ? List.of(found.wrapped()) : found.separate();
            case XPathSelection.Invalid(var complaint) -> {
                session.messages().println("XPath error : " + complaint);
                yield wrap ? List.of("<nodes/>") : List.of();
            }
            case XPathSelection.NoNodes _ ->
                    throw new CommandFailure(
                            ExitCode.USAGE, "internal error: Incorrect xpath '" + expression + "'");
        };
    }
}
