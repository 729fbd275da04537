package dev.varve;

import dev.varve.core.model.DomainRef;
import dev.varve.host.EngineChange;
import dev.varve.operation.HostChange;
import dev.varve.operation.MergeOptions;
import java.time.Instant;
import java.util.List;

/// What is asked of several domains, or of one that isn't there yet.
///
/// @param at names and times go by it
record HostRequests(Varve varve, Instant at) {
    /// {@return the request, or why it can't be made}
    ///
    /// @throws dev.varve.operation.VarveException for what names nothing
    AskedRequest of(HostChange change) {
        var changes = varve.changes(at);
        return switch (change) {
            case HostChange.CreateGroup create ->
                    prepared(change, changes.creations().of(create, refs(create.domains())));
            case HostChange.CreateGroupFrom create ->
                    prepared(change, changes.creations().of(create, refs(create.domains())));
            case HostChange.RevertGroup revert ->
                    Groups.recorded(
                                    varve.reading("revert to group " + revert.group()),
                                    revert.group())
                            .<AskedRequest>map(group -> prepared(change, changes.of(revert, group)))
                            .orElseGet(() -> AskedRequest.Refused.noSuchGroup(revert.group()));
            case HostChange.Import asked -> prepared(change, changes.of(asked));
        };
    }

    private PreparedRequest prepared(HostChange change, EngineChange engine) {
        return varve.prepared(change, at, engine, MergeOptions.none());
    }

    private List<DomainRef> refs(List<String> names) {
        return names.stream().map(name -> varve.domain(name).ref()).toList();
    }
}
