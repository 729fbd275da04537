package dev.varve;

import dev.varve.core.model.HostState;
import dev.varve.core.plan.group.DeleteMember;
import dev.varve.core.plan.group.GroupSnapshots;
import dev.varve.core.plan.step.Intent;
import dev.varve.host.EngineChange;
import dev.varve.host.HostOperations;
import dev.varve.operation.GroupDeletion;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Recovery;
import dev.varve.operation.Refusal;
import dev.varve.operation.SnapshotChange.DeleteFromGroup;
import dev.varve.operation.VarveException;
import dev.varve.state.GroupMember;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A group that is to be deleted, domain by domain.
///
/// @param metadataOnly leave every image as it is
record DeletedGroup(Varve varve, String group, boolean metadataOnly, MergeOptions options) {
    /// {@return what would come of each, or the one refusal of a group that isn't there}
    List<Preview> previews() {
        var previews = previews(operations().observe());
        return previews.isEmpty() ? List.of(new Preview.Refused(missing())) : previews;
    }

    /// {@return what came of it}
    ///
    /// @param each told of each domain's as soon as it is known
    GroupDeletion perform(Consumer<GroupDeletion.Member> each, ProgressListener listener) {
        var operations = operations();
        try {
            boolean ended = endsCut(operations, listener);
            var state = operations.observe();
            var refused = refusal(previews(state), ended);
            return refused.isPresent()
                    ? refused(state, refused.get())
                    : new GroupDeletion.Tried(delete(members(state), each, listener));
        } catch (VarveException e) {
            if (e.kind() == VarveException.Kind.BUSY) {
                return new GroupDeletion.Refused(
                        new Refusal(Refusal.Kind.BUSY, String.valueOf(e.getMessage())));
            }
            throw e;
        }
    }

    private GroupDeletion refused(HostState state, Refusal refusal) {
        var domains = members(state).stream().map(DeleteMember::domain).toList();
        varve.audit().refused(domains, "delete group " + group, refusal.message());
        return new GroupDeletion.Refused(refusal);
    }

    private HostOperations operations() {
        return varve.reading("delete group " + group);
    }

    private Refusal missing() {
        return AskedRequest.Refused.noSuchGroup(group).refusal();
    }

    /// A deletion that was cut has forgotten the snapshot already, and so its group.
    ///
    /// @return whether there was one
    private boolean endsCut(HostOperations operations, ProgressListener listener) {
        var cut =
                operations.unfinished().stream()
                        .map(dev.varve.host.Unfinished::intent)
                        .filter(intent -> intent.kind() == Intent.Kind.DELETE)
                        .filter(intent ->
                                intent.group().filter(g -> g.name().equals(group)).isPresent())
                        .toList();
        boolean ended = false;
        for (var intent : cut) {
            ended |=
                    operations
                            .recover(intent.domain(), listener)
                            .filter(Recovery.Completed.class::isInstance)
                            .isPresent();
        }
        return ended;
    }

    private List<DeleteMember> members(HostState state) {
        return GroupSnapshots.find(state, group).members().stream()
                .map(m -> new DeleteMember(group, m.domain(), m.snapshot(), metadataOnly))
                .toList();
    }

    /// All that can be known beforehand, for all of them before any is deleted.
    private List<Preview> previews(HostState state) {
        var at = AskedRequest.now();
        return members(state).stream().map(member -> preview(member, state, at)).toList();
    }

    private Preview preview(DeleteMember member, HostState state, Instant at) {
        return switch (member.plan(state)) {
            case dev.varve.core.plan.step.Plan plan ->
                    new Preview.Possible(new PlanView(request(member), at).of(plan));
            case dev.varve.core.plan.step.Refusal refusal ->
                    new Preview.Refused(Views.refusal(refusal));
        };
    }

    private Optional<Refusal> refusal(List<Preview> previews, boolean ended) {
        if (previews.isEmpty() && !ended) {
            return Optional.of(missing());
        }
        return previews.stream()
                .filter(Preview.Refused.class::isInstance)
                .map(refused -> ((Preview.Refused) refused).refusal())
                .findFirst();
    }

    private List<GroupDeletion.Member> delete(
            List<DeleteMember> members,
            Consumer<GroupDeletion.Member> each,
            ProgressListener listener) {
        var told = new ArrayList<GroupDeletion.Member>();
        boolean stopped = false;
        for (var member : members) {
            var came = stopped ? notBegun(member) : delete(member, listener);
            stopped |= stops(came);
            told.add(came);
            each.accept(came);
        }
        return told;
    }

    private GroupDeletion.Member delete(DeleteMember member, ProgressListener listener) {
        var snapshot = snapshot(member);
        try {
            var prepared =
                    varve.prepared(
                            request(member),
                            AskedRequest.now(),
                            new EngineChange(member, Set.of()),
                            options);
            return new GroupDeletion.Member.Ended(
                    snapshot, prepared.perform(Optional.empty(), listener));
        } catch (VarveException e) {
            return new GroupDeletion.Member.Failed(snapshot, e);
        }
    }

    private static GroupDeletion.Member notBegun(DeleteMember member) {
        var message = "cannot " + member.intent() + ": it was stopped before that was begun";
        return new GroupDeletion.Member.Ended(snapshot(member), new Outcome.Cancelled(message));
    }

    /// An interrupt is answered once, and meant for all of them. Where it comes too late to take back what was begun, that
    /// is left unfinished.
    private static boolean stops(GroupDeletion.Member came) {
        return came instanceof GroupDeletion.Member.Ended(_, var outcome)
                && switch (outcome) {
                    case Outcome.Cancelled _ -> true;
                    case Outcome.Unfinished(_, boolean begun) -> begun;
                    case Outcome.Done _, Outcome.Refused _ -> false;
                };
    }

    private DeleteFromGroup request(DeleteMember member) {
        return new DeleteFromGroup(group, member.snapshot().value(), metadataOnly);
    }

    private static GroupMember snapshot(DeleteMember member) {
        return new GroupMember(member.domain().name(), member.snapshot().value());
    }
}
