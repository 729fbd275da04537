package dev.varve.host;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.plan.keep.HoldSnapshot;
import dev.varve.core.plan.keep.ReleaseSnapshot;
import dev.varve.core.plan.keep.TakeWhenDue;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Planned;
import dev.varve.operation.VarveException;
import dev.varve.policy.Policy;
import dev.varve.policy.PolicyRequest;
import dev.varve.policy.PolicyResult;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A host in memory on which policies are run at any time that a test says.
final class PolicyWorld implements PolicyGround {
    final Host host;
    final List<String> notes = new ArrayList<>();
    final List<String> programs = new ArrayList<>();
    final Set<DomainRef> workedOn = new HashSet<>();
    final Set<DomainRef> agents = new HashSet<>();
    final Map<Path, String> failing = new HashMap<>();

    /// For each snapshot that was tried, whether the guest was to be frozen.
    final List<Boolean> frozen = new ArrayList<>();

    boolean agentHangs;
    ZoneId zone = ZoneOffset.UTC;
    Space space = new Space(90, 100);
    Runnable meanwhile = () -> {};

    /// @param directory for locks
    PolicyWorld(Path directory) {
        host = new Host(directory);
    }

    DomainRef domain(String name) {
        return host.domain(name, Host.VDA);
    }

    /// {@return what came of a run at that time}
    List<PolicyResult> run(Instant at, Policy... policies) {
        return run(PolicyRequest.of(List.of(policies), at), UnaryOperator.identity());
    }

    List<PolicyResult> run(PolicyRequest asked, UnaryOperator<PolicyRequest> how) {
        return new PolicyRound(this, how.apply(asked.in(zone)), _ -> {}).results();
    }

    /// Lets the next changes of that name fail.
    void fail(String change) {
        host.inject(
                new Faults() {
                    @Override
                    public void before(String made) {
                        if (made.startsWith(change)) {
                            throw new HypervisorException(
                                    HypervisorException.Kind.FAILED, "cannot " + made);
                        }
                    }
                });
    }

    /// A person takes a snapshot.
    void takeByHand(DomainRef domain, String name, Optional<String> policy) {
        var planner = host.create(domain, name);
        host.must(
                domain,
                state -> {
                    var planned = planner.apply(state);
                    if (policy.isEmpty()) {
                        return planned;
                    }
                    var request =
                            RequestedSnapshot.of(
                                    "<domainsnapshot><name>" + name + "</name></domainsnapshot>");
                    return new CreateSnapshot(
                                    domain,
                                    request,
                                    Host.options(true, false),
                                    Annotations.none().withPolicy(policy),
                                    host.tick())
                            .plan(state);
                });
    }

    void hold(DomainRef domain, String name) {
        host.must(domain, new HoldSnapshot(domain, new SnapshotName(name), "mine")::plan);
    }

    void release(DomainRef domain, String name) {
        host.must(domain, new ReleaseSnapshot(domain, new SnapshotName(name))::plan);
    }

    Collection<Snapshot> snapshots(DomainRef domain) {
        return host.observed(domain).snapshots();
    }

    /// {@return the names of all, in order}
    List<String> names(DomainRef domain) {
        return snapshots(domain).stream().map(each -> each.name().value()).sorted().toList();
    }

    @Override
    public HostState observe() {
        var state = host.hypervisor.observe();
        meanwhile.run();
        return state;
    }

    @Override
    public Set<UUID> unfinished() {
        return host.operations().unfinished().stream()
                .map(found -> found.intent().domain().uuid())
                .collect(Collectors.toSet());
    }

    @Override
    public Planned plan(HostState state, Change change) {
        return host.operations().plan(state, change::plan);
    }

    @Override
    public Planned perform(Change change) {
        if (change instanceof TakeWhenDue take) {
            boolean freezes = take.create().options().quiesce();
            frozen.add(freezes);
            if (freezes && agentHangs) {
                throw new VarveException(VarveException.Kind.FAILED, "the agent doesn't answer");
            }
        }
        return Failures.told(() ->
                host.operations()
                        .run(change.intent().domains(), change::plan, OperationProgress.silent()));
    }

    @Override
    public boolean isWorkedOn(DomainRef domain) {
        return workedOn.contains(domain);
    }

    @Override
    public boolean hasAgent(DomainRef domain) {
        return agents.contains(domain);
    }

    @Override
    public Optional<Space> space(Path directory) {
        return Optional.of(space);
    }

    @Override
    public Optional<String> run(Path program, Map<String, String> environment, Policy.Hooks hooks) {
        programs.add(
                "%s %s %s %s %s"
                        .formatted(
                                program,
                                environment.get("VARVE_DOMAIN"),
                                environment.get("VARVE_POLICY"),
                                environment.get("VARVE_SNAPSHOT"),
                                environment.get("VARVE_RESULT")));
        return Optional.ofNullable(failing.get(program));
    }

    @Override
    public void note(String text) {
        notes.add(text);
    }

    /// {@return the results in a line each: `web p: +taken -pruned result`}
    static List<String> told(List<PolicyResult> results) {
        return results.stream().map(PolicyWorld::told).toList();
    }

    private static String told(PolicyResult result) {
        var line = new StringBuilder(result.domain() + " " + result.policy() + ":");
        result.taken().ifPresent(name -> line.append(" +").append(time(name)));
        result.pruned().forEach(name -> line.append(" -").append(time(name)));
        line.append(' ').append(result.status());
        return line.toString();
    }

    private static String time(String name) {
        return name.substring(name.lastIndexOf('-') + 1);
    }
}
