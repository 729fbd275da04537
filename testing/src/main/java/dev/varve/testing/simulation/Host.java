package dev.varve.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.operation.Recovered;
import dev.varve.core.plan.block.CommitLayers;
import dev.varve.core.plan.block.CopyDisk;
import dev.varve.core.plan.block.PullLayers;
import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.core.plan.clone.FlattenDomain;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.core.plan.keep.KeepLast;
import dev.varve.core.plan.keep.PruneSnapshots;
import dev.varve.core.plan.relocate.RelocateDomain;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.snapshot.SnapshotRequest.DiskRequest;
import dev.varve.core.plan.snapshot.UndoRevert;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorOptions;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.image.ImageFormat;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.memory.MemoryHypervisor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/// A host in memory with everything that a command needs, and the user's words for it.
public final class Host {
    /// The first disk of a domain.
    public static final DiskTarget VDA = new DiskTarget("vda");

    /// The second disk of a domain.
    public static final DiskTarget VDB = new DiskTarget("vdb");

    /// What [#copy] makes.
    public static final Path COPY = Path.of("/elsewhere/copy");

    /// The virtual size of an image, in bytes.
    public static final long SIZE = 1 << 30;

    /// What the commands act on.
    public final MemoryHypervisor hypervisor = new MemoryHypervisor();

    /// The journals of the commands.
    public final MemoryJournalStorage storage = new MemoryJournalStorage();

    private final DomainLocks locks;
    private long now = 1_700_000_000;

    /// A host without domains.
    ///
    /// @param directory for the locks of the domains
    public Host(Path directory) {
        locks = new DomainLocks(directory);
    }

    /// Lets the host and the journals tell of their changes, until told otherwise.
    public void inject(Faults faults) {
        hypervisor.inject(faults);
        storage.inject(faults);
    }

    /// {@return the entrance, as a program that has just been started has it}
    public Operations operations() {
        return new Operations(hypervisor, storage, locks, InstantSource.fixed(tick()));
    }

    /// {@return a time that is a second after the last}
    public Instant tick() {
        return Instant.ofEpochSecond(++now);
    }

    /// {@return a new domain that is shut off, with an empty qcow2 image for each disk}
    public DomainRef domain(String name, DiskTarget... disks) {
        Map<DiskTarget, Path> images = new LinkedHashMap<>();
        for (var disk : disks) {
            var path = image(name + "-" + disk + ".qcow2");
            hypervisor.addImage(path, ImageFormat.QCOW2, SIZE);
            images.put(disk, path);
        }
        return hypervisor.addDomain(name, images);
    }

    /// Lets the domain keep something beside its disks.
    public void addStores(DomainRef domain) {
        hypervisor.addStore(domain, StateStore.Kind.NVRAM, "new");
        hypervisor.addStore(domain, StateStore.Kind.TPM, "new");
    }

    /// {@return the image that a domain writes to}
    public static Path head(Domain domain, DiskTarget disk) {
        return domain.disk(disk).flatMap(d -> d.source().image()).orElseThrow();
    }

    /// {@return the path of an image of that name}
    public static Path image(String name) {
        return Path.of("/images", name);
    }

    /// {@return a domain as it is now}
    public Domain observed(DomainRef domain) {
        return hypervisor.observe().domain(domain).orElseThrow();
    }

    /// Lets the guest write, and starts it for that if it is off.
    public void write(DomainRef domain, DiskTarget disk, int cluster, int value) {
        boolean off = !observed(domain).state().active();
        if (off) {
            hypervisor.start(domain);
        }
        hypervisor.guestWrite(domain, disk, cluster, value);
        hypervisor.guestStore(domain, StateStore.Kind.NVRAM, "NVRAM " + value);
        hypervisor.guestStore(domain, StateStore.Kind.TPM, "TPM " + value);
        if (off) {
            hypervisor.stop(domain);
        }
    }

    /// {@return what was planned and done, or why it was refused}
    ///
    /// @throws dev.varve.core.operation.OperationException if it is left unfinished
    /// @throws dev.varve.core.hypervisor.HypervisorException if it failed, and all was taken back
    public Planned run(DomainRef domain, Function<HostState, Planned> planner) {
        return operations().run(domain, planner, OperationProgress.silent());
    }

    /// Runs what the planner plans, which must not be a refusal.
    public void must(DomainRef domain, Function<HostState, Planned> planner) {
        switch (run(domain, planner)) {
            case Plan _ -> {}
            case Refusal refusal -> throw new AssertionError(refusal.message());
        }
    }

    /// {@return why a command is refused, also as a dry run, with nothing touched}
    public Refusal refused(DomainRef domain, Function<HostState, Planned> planner) {
        var before = hypervisor.observe();
        var planned = run(domain, planner);
        assertThat(planned).isInstanceOf(Refusal.class);
        assertThat(hypervisor.observe()).isEqualTo(before);
        assertThat(operations().unfinished()).isEmpty();
        assertThat(operations().plan(planner)).as("a dry run").isEqualTo(planned);
        return (Refusal) planned;
    }

    /// Runs a command, and lets the program end right after the first change of that name.
    public void cutAfter(DomainRef domain, Function<HostState, Planned> command, String change) {
        cut(
                domain,
                command,
                new Faults() {
                    @Override
                    public void after(String made) {
                        Host.cut(made, change);
                    }
                });
    }

    /// Runs a command, and lets the program end right before the first change of that name.
    public void cutBefore(DomainRef domain, Function<HostState, Planned> command, String change) {
        cut(
                domain,
                command,
                new Faults() {
                    @Override
                    public void before(String made) {
                        Host.cut(made, change);
                    }
                });
    }

    private static void cut(String made, String change) {
        if (made.startsWith(change)) {
            throw new Cut(made);
        }
    }

    private void cut(DomainRef domain, Function<HostState, Planned> command, Faults faults) {
        inject(faults);
        assertThat(catchThrowableOfType(Cut.class, () -> run(domain, command))).isNotNull();
        inject(Faults.none());
    }

    /// {@return what became of the unfinished operation of a domain, if it had one}
    public Optional<Recovered> recover(DomainRef domain) {
        return operations().recover(domain, OperationProgress.silent());
    }

    /// {@return the planner of a disk-only snapshot}
    public Function<HostState, Planned> create(DomainRef domain, String name) {
        return create(domain, name, Optional.empty(), options(true, false));
    }

    /// {@return the planner of a snapshot with memory, of a running domain}
    public Function<HostState, Planned> createWithMemory(DomainRef domain, String name) {
        var file = image(domain + "." + name + ".mem");
        return create(domain, name, Optional.of(file), options(false, false));
    }

    /// {@return the planner of an internal snapshot}
    public Function<HostState, Planned> createInternal(DomainRef domain, String name) {
        return create(domain, name, Optional.empty(), options(false, false));
    }

    /// {@return how a snapshot is taken}
    public static TakeOptions options(boolean diskOnly, boolean halt) {
        return new TakeOptions(diskOnly, false, halt, false, false, false, true, false);
    }

    static TakeOptions withoutMetadata() {
        return new TakeOptions(true, false, false, false, true, false, true, false);
    }

    /// {@return the planner of a disk-only snapshot that leaves a disk out}
    public Function<HostState, Planned> createWithout(
            DomainRef domain, String name, DiskTarget left) {
        var no = Optional.of(SnapshotMode.NO);
        var disk = new DiskRequest(left.name(), no, "file", Optional.empty(), Optional.empty());
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName(name)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(disk),
                        "<domainsnapshot/>");
        var options = options(true, false);
        return new CreateSnapshot(domain, request, options, Annotations.none(), tick())::plan;
    }

    /// {@return the planner of a snapshot}
    ///
    /// @param memory the file for it, if there is to be one
    public Function<HostState, Planned> create(
            DomainRef domain, String name, Optional<Path> memory, TakeOptions options) {
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName(name)),
                        memory.map(_ -> SnapshotMode.EXTERNAL),
                        memory,
                        List.of(),
                        "<domainsnapshot/>");
        return new CreateSnapshot(domain, request, options, Annotations.none(), tick())::plan;
    }

    /// {@return the planner of a revert that keeps the state left behind}
    public Function<HostState, Planned> revert(DomainRef domain, String name, boolean running) {
        return revert(domain, name, running, false);
    }

    /// {@return the planner of a revert}
    ///
    /// @param discard whether the state left behind goes
    public Function<HostState, Planned> revert(
            DomainRef domain, String name, boolean running, boolean discard) {
        var options =
                new RevertToSnapshot.Options(
                        running, false, true, false, discard, Optional.empty());
        return new RevertToSnapshot(domain, new SnapshotName(name), options, tick())::plan;
    }

    /// {@return the planner of the way back from a revert}
    public Function<HostState, Planned> undo(DomainRef domain) {
        var options =
                new RevertToSnapshot.Options(false, false, true, false, false, Optional.empty());
        return new UndoRevert(domain, options, tick())::plan;
    }

    /// {@return the planner of a prune of all snapshots}
    ///
    /// @param last how many of the newest stay
    public Function<HostState, Planned> prune(DomainRef domain, int last) {
        return new PruneSnapshots(domain, List.of(new KeepLast(last)), true)::plan;
    }

    /// {@return the planner of a delete of these snapshots alone}
    public Function<HostState, Planned> delete(DomainRef domain, String... names) {
        return delete(domain, DeleteSnapshot.Scope.ONE, names);
    }

    /// {@return the planner of a delete}
    public Function<HostState, Planned> delete(
            DomainRef domain, DeleteSnapshot.Scope scope, String... names) {
        var snapshots = Stream.of(names).map(SnapshotName::new).toList();
        return new DeleteSnapshot(domain, snapshots, scope, false)::plan;
    }

    /// {@return the domain that [#clone] makes}
    public static DomainRef clone(String name) {
        return new DomainRef(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)), name);
    }

    /// {@return the planner of clones of a snapshot that are shut off}
    ///
    /// @param full whether they get images of their own
    public Function<HostState, Planned> clone(
            DomainRef origin, String snapshot, boolean full, String... names) {
        return clone(origin, snapshot, full, false, names);
    }

    /// {@return the planner of clones of a snapshot}
    ///
    /// @param full whether they get images of their own
    /// @param memory whether they go on with the snapshot's
    public Function<HostState, Planned> clone(
            DomainRef origin, String snapshot, boolean full, boolean memory, String... names) {
        var made = Stream.of(names).map(Host::clone).toList();
        var of = new SnapshotName(snapshot);
        var place = Optional.<Path>empty();
        return new CloneDomain(origin, of, names[0], made, full, memory, place)::plan;
    }

    /// {@return the planner of a commit of the first disk}
    ///
    /// @param base the layer that is committed into; empty for the bottom of the chain
    public Function<HostState, Planned> commit(DomainRef domain, Optional<Path> base) {
        return new CommitLayers(domain, "vda", base, Optional.empty(), false, true)::plan;
    }

    /// {@return the planner of a pull into the active layer of the first disk}
    ///
    /// @param base the layer that stays below; empty for none
    public Function<HostState, Planned> pull(DomainRef domain, Optional<Path> base) {
        return new PullLayers(domain, "vda", base)::plan;
    }

    /// {@return the planner of a copy of the first disk to [#COPY]}
    ///
    /// @param shallow whether its backing image stays
    public Function<HostState, Planned> copy(DomainRef domain, boolean shallow, MirrorEnd end) {
        var none = MirrorOptions.none();
        return new CopyDisk(domain, "vda", COPY, Optional.empty(), shallow, none, end)::plan;
    }

    /// {@return the planner of a move of a domain's images to `/elsewhere`}
    public Function<HostState, Planned> relocate(DomainRef domain) {
        return relocate(domain, Path.of("/elsewhere"));
    }

    /// {@return the planner of a move of a domain's images to a directory}
    public Function<HostState, Planned> relocate(DomainRef domain, Path directory) {
        return new RelocateDomain(domain, directory, Optional.empty())::plan;
    }

    /// {@return the planner that makes a clone independent of what it was made from}
    public Function<HostState, Planned> flatten(DomainRef domain) {
        return new FlattenDomain(domain)::plan;
    }

    /// {@return the planner that mends what is wrong with a domain, as `doctor --fix` does; one finding at a time}
    public Function<HostState, Planned> mend(DomainRef domain) {
        return new MendDomain(domain, Optional.empty(), false)::plan;
    }

    /// A libvirt dies in the delete of a snapshot, before any disk is done.
    public void cutDelete(DomainRef domain, String parent) {
        observed(domain)
                .disks()
                .forEach(disk ->
                        hypervisor.markDelete(domain, new SnapshotName(parent), disk.target()));
    }

    /// What became of an operation whose journal is gone: the cut came after its removal, or before it had one.
    ///
    /// @param linesBefore of the journals, before it was run
    Recovered found(Plan plan, int linesBefore) {
        return storage.lines() == linesBefore || storage.removedAfterUndo()
                ? new Recovered.Undone(plan.intent())
                : new Recovered.Completed(plan.intent());
    }
}
