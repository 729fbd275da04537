package dev.varve;

import dev.varve.host.HostPolicies;
import dev.varve.host.StateDirectory;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import dev.varve.policy.PolicyRequest;
import dev.varve.policy.PolicyResult;
import dev.varve.state.PolicyRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The policies of a host: what takes snapshots by the clock, and prunes them by number.
///
/// Safe for use by many threads; one run works at a time, whoever begins it. It needs no closing.
///
/// @since 0.1
public final class Policies {
    private final Supplier<Connected> connected;
    private final StateDirectory state;

    Policies(Supplier<Connected> connected, StateDirectory state) {
        this.connected = connected;
        this.state = state;
    }

    /// {@return where the command line has the policies of this libvirt}
    ///
    /// @param environment of the user: `XDG_CONFIG_HOME` says where settings are
    public Path directory(Map<String, String> environment) {
        return state.policies(environment);
    }

    /// Runs policies: each takes the snapshots that it is due for, then deletes those of its own that it doesn't keep. A
    /// domain that fails stops no other. Each snapshot and each deletion is an operation of its own, which a crash leaves
    /// to [Varve#recover]; what is due is taken once, however often a run is repeated.
    ///
    /// @param listener told of each operation
    /// @return what came of it, for each policy and domain
    /// @throws VarveException `BUSY` where they are being run already
    public List<PolicyResult> run(PolicyRequest asked, ProgressListener listener) {
        return connected.get().policies(listener).run(asked);
    }

    /// {@return what came of the last run of each policy for each domain; nothing where that isn't known}
    public List<PolicyRun> runs() {
        return HostPolicies.runs(state);
    }
}
