package dev.varve.cli.command;

import dev.varve.cli.json.DomainUsageDocument;
import dev.varve.cli.session.Questions;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `du`
@Command(
        description = "Show what deleting each snapshot of a domain would free.",
        footer = "varve du web")
final class DuCommand implements OwnCommand {

    @Mixin OneDomain one = new OneDomain();

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        var domain = session.withImages(one.domain);
        var usage = Questions.asked(domain::usage);
        if (json) {
            session.print(JsonText.of(DomainUsageDocument.of(domain.name(), usage)));
            return;
        }
        session.print(DuText.of(session, usage));
        if (usage.outdated()) {
            session.note("the guest runs: what it wrote lately may not be counted");
        }
    }
}
