package dev.varve;

import dev.varve.core.chain.DomainUsage;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.Refusal;
import dev.varve.host.HostReading;
import dev.varve.operation.NbdAddress;
import dev.varve.operation.VarveException;
import dev.varve.state.Usage;

/// What the engine sees, in the library's words.
final class Views {
    private Views() {}

    static Domain domain(HostState state, DomainRef ref) {
        return state.domain(ref)
                .orElseThrow(() ->
                        new VarveException(
                                VarveException.Kind.NOT_FOUND,
                                "Domain not found: no domain with matching name '" + ref + "'"));
    }

    static VarveException failure(Refusal refusal) {
        var kind =
                switch (refusal.kind()) {
                    case NOT_FOUND -> VarveException.Kind.NOT_FOUND;
                    case INVALID -> VarveException.Kind.INVALID;
                    case BUSY -> VarveException.Kind.BUSY;
                    case UNSUPPORTED, RISKY, UNSAFE -> VarveException.Kind.UNSUPPORTED;
                };
        return new VarveException(kind, refusal.message());
    }

    static dev.varve.operation.Refusal refusal(Refusal refusal) {
        var kind =
                switch (refusal.kind()) {
                    case NOT_FOUND -> dev.varve.operation.Refusal.Kind.NOT_FOUND;
                    case INVALID -> dev.varve.operation.Refusal.Kind.INVALID;
                    case UNSUPPORTED -> dev.varve.operation.Refusal.Kind.UNSUPPORTED;
                    case BUSY -> dev.varve.operation.Refusal.Kind.BUSY;
                    case RISKY -> dev.varve.operation.Refusal.Kind.RISKY;
                    case UNSAFE -> dev.varve.operation.Refusal.Kind.UNSAFE;
                };
        return new dev.varve.operation.Refusal(kind, refusal.message());
    }

    static dev.varve.image.NbdAddress address(NbdAddress address) {
        return switch (address) {
            case NbdAddress.UnixSocket(var path) ->
                    new dev.varve.image.NbdAddress.UnixSocket(path.toAbsolutePath());
            case NbdAddress.LocalPort(var number) ->
                    new dev.varve.image.NbdAddress.LocalPort(number);
        };
    }

    static Usage usage(HostState state, Domain domain) {
        var reading = new HostReading();
        reading.whyNoUsage(state, domain)
                .ifPresent(refusal -> {
                    throw failure(refusal);
                });
        var usage = reading.usage(state, domain);
        return new Usage(
                usage.snapshots().stream().map(Views::usage).toList(),
                usage.presentBytes(),
                usage.otherBytes(),
                usage.sharedBytes(),
                usage.hiddenBytes(),
                usage.totalBytes(),
                domain.state().active());
    }

    private static Usage.OfSnapshot usage(DomainUsage.OfSnapshot of) {
        return new Usage.OfSnapshot(
                of.name().value(),
                of.parent().map(SnapshotName::value),
                of.current(),
                of.exclusiveBytes(),
                of.seenBytes(),
                of.fileBytes(),
                of.stays());
    }
}
