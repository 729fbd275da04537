package dev.varve;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.host.Audit;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import dev.varve.operation.Request;
import dev.varve.operation.VarveException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What was asked for: something to plan and perform, or what can't even be planned, for what it names isn't there or makes
/// no sense.
sealed interface AskedRequest permits PreparedRequest, AskedRequest.Refused {
    /// {@return what would come of it; nothing is touched}
    Preview preview();

    /// {@return what came of performing what was previewed, or whatever does it now}
    ///
    /// @param approved the plan that has to be the one
    Outcome perform(Optional<Plan> approved, ProgressListener listener);

    /// {@return what was asked for}
    ///
    /// @param audit gets a refusal of what was to be performed
    /// @param domains that it is about, as far as they are known
    /// @param preparing fails for what names nothing
    /// @throws VarveException where what there is can't be found out
    static AskedRequest of(
            Audit audit,
            List<DomainRef> domains,
            Request request,
            Supplier<AskedRequest> preparing) {
        Consumer<Refusal> noted =
                refusal -> audit.refused(domains, words(request), refusal.message());
        try {
            var asked = preparing.get();
            return asked instanceof Refused(var refusal, _) ? new Refused(refusal, noted) : asked;
        } catch (VarveException e) {
            return new Refused(refusal(e), noted);
        }
    }

    /// {@return the present; what is kept in metadata has whole seconds}
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /// {@return what was asked for, as far as it can be told without a plan: `create group`}
    static String words(Request request) {
        var name = request.getClass().getSimpleName();
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    private static Refusal refusal(VarveException e) {
        var kind =
                switch (e.kind()) {
                    case NOT_FOUND -> Refusal.Kind.NOT_FOUND;
                    case INVALID, EXISTS -> Refusal.Kind.INVALID;
                    case UNSUPPORTED -> Refusal.Kind.UNSUPPORTED;
                    case BUSY,
                            PENDING,
                            DISCONNECTED,
                            CANCELLED,
                            NO_ROOM,
                            UNFINISHED,
                            NOT_STARTED,
                            UNMERGED,
                            FAILED ->
                            throw e;
                };
        return new Refusal(kind, String.valueOf(e.getMessage()));
    }

    /// What can't be planned.
    record Refused(Refusal refusal, Consumer<Refusal> noted) implements AskedRequest {
        static Refused noSuchGroup(String name) {
            return new Refused(Views.refusal(new GroupRefusal.NoSuchGroup(name)), _ -> {});
        }

        @Override
        public Preview preview() {
            return new Preview.Refused(refusal);
        }

        @Override
        public Outcome perform(Optional<Plan> approved, ProgressListener listener) {
            noted.accept(refusal);
            return new Outcome.Refused(refusal);
        }
    }
}
