package example;

import dev.varve.Domain;
import dev.varve.Varve;
import dev.varve.operation.Change;
import dev.varve.operation.KeepRules;
import dev.varve.operation.Outcome;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/// Takes a snapshot of a domain, and deletes those that this program has taken and no rule keeps.
class TakeAndPrune {
    static void main(String[] arguments) {
        try (var varve = Varve.open(arguments[0])) {
            var domain = varve.domain(arguments[1]);
            var name = "nightly-" + Instant.now().truncatedTo(ChronoUnit.SECONDS);
            perform(domain, Change.create(name).forPolicy("nightly"));
            var rules = KeepRules.in(ZoneId.systemDefault()).last(3).daily(7).weekly(4);
            perform(domain, Change.prune(rules));
        } catch (VarveException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void perform(Domain domain, Change change) {
        switch (domain.perform(change, ProgressListener.silent())) {
            case Outcome.Done(var plan) -> System.out.println("done: " + plan.summary());
            case Outcome.Refused(var refusal) -> System.out.println(refusal.message());
            case Outcome.Cancelled(var message) -> System.out.println(message);
            case Outcome.Unfinished(var message, _) -> {
                System.out.println(message);
                domain.recover(ProgressListener.silent())
                        .ifPresent(end -> System.out.println("ended: " + end.operation()));
            }
        }
    }
}
