package dev.varve.host;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Planned;
import dev.varve.operation.VarveException;
import dev.varve.policy.Policy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What a run of policies works on: a host, or in tests one that is made up.
public interface PolicyGround {
    /// What a file system has left.
    ///
    /// @param free bytes that Varve may take
    /// @param size of all of it
    record Space(long free, long size) {}

    /// {@return what is there now}
    HostState observe();

    /// {@return the domains that have an unfinished operation, or one that is at work}
    Set<UUID> unfinished();

    /// {@return the plan, of which nothing is performed, or why there is none}
    ///
    /// @param state what was observed
    Planned plan(HostState state, Change change);

    /// {@return the plan, which has been performed, or why there is none, and nothing has been touched}
    ///
    /// @throws VarveException where a step failed, or somebody else works on the domain
    Planned perform(Change change);

    /// {@return whether libvirt is at work on the active domain, as when it is migrated or saved}
    boolean isWorkedOn(DomainRef domain);

    /// {@return whether the guest has an agent that answers, by which it can be frozen}
    boolean hasAgent(DomainRef domain);

    /// {@return what the file system of that directory has left; empty where it can't be asked}
    Optional<Space> space(Path directory);

    /// Runs a program without a shell.
    ///
    /// @param environment what it finds there, besides a path
    /// @return why it failed, in one line; empty where it didn't
    Optional<String> run(Path program, Map<String, String> environment, Policy.Hooks hooks);

    /// Tells what a person should know.
    void note(String text);
}
