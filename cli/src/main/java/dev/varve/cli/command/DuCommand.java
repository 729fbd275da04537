package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.json.DomainUsageDocument;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.core.chain.DomainUsage;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.host.HostReading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `du`
@Command(description = "Show what deleting each snapshot of a domain would free.")
final class DuCommand implements OwnCommand {

    @Mixin OneDomain one = new OneDomain();

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        var changes = Changes.toLookAt(session, "domains");
        try (var handle = session.domain(one.domain)) {
            var state = changes.observe();
            var observed = state.domain(Changes.ref(handle)).orElseThrow();
            var usage = usage(state, observed);
            boolean outdated = observed.state().active();
            if (json) {
                session.print(JsonText.of(DomainUsageDocument.of(handle.name(), outdated, usage)));
                return;
            }
            session.print(DuText.of(session, usage));
            if (outdated) {
                session.note("the guest runs: what it wrote lately may not be counted");
            }
        }
    }

    private static DomainUsage usage(HostState state, Domain observed) {
        var reading = new HostReading();
        reading.whyNoUsage(state, observed)
                .ifPresent(refusal -> {
                    throw Changes.refused(refusal);
                });
        return reading.usage(state, observed);
    }
}
