package dev.varve.core.operation;

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
final class Host {
    static final DiskTarget VDA = new DiskTarget("vda");
    static final DiskTarget VDB = new DiskTarget("vdb");
    static final Path COPY = Path.of("/elsewhere/copy");
    static final long SIZE = 1 << 30;

    final MemoryHypervisor hypervisor = new MemoryHypervisor();
    final MemoryJournalStorage storage = new MemoryJournalStorage();
    private final DomainLocks locks;
    private long now = 1_700_000_000;

    Host(Path directory) {
        locks = new DomainLocks(directory);
    }

    void inject(Faults faults) {
        hypervisor.inject(faults);
        storage.inject(faults);
    }

    /// {@return the entrance, as a program that has just been started has it}
    Operations operations() {
        return new Operations(hypervisor, storage, locks, InstantSource.fixed(tick()));
    }

    Instant tick() {
        return Instant.ofEpochSecond(++now);
    }

    DomainRef domain(String name, DiskTarget... disks) {
        Map<DiskTarget, Path> images = new LinkedHashMap<>();
        for (var disk : disks) {
            var path = image(name + "-" + disk + ".qcow2");
            hypervisor.addImage(path, ImageFormat.QCOW2, SIZE);
            images.put(disk, path);
        }
        return hypervisor.addDomain(name, images);
    }

    /// Lets the domain keep something beside its disks.
    void addStores(DomainRef domain) {
        hypervisor.addStore(domain, StateStore.Kind.NVRAM, "new");
        hypervisor.addStore(domain, StateStore.Kind.TPM, "new");
    }

    static Path head(Domain domain, DiskTarget disk) {
        return domain.disk(disk).flatMap(d -> d.source().image()).orElseThrow();
    }

    static Path image(String name) {
        return Path.of("/images", name);
    }

    Domain observed(DomainRef domain) {
        return hypervisor.observe().domain(domain).orElseThrow();
    }

    /// Lets the guest write, and starts it for that if it is off.
    void write(DomainRef domain, DiskTarget disk, int cluster, int value) {
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

    Planned run(DomainRef domain, Function<HostState, Planned> planner) {
        return operations().run(domain, planner, OperationProgress.silent());
    }

    /// Runs what the planner plans, which must not be a refusal.
    void must(DomainRef domain, Function<HostState, Planned> planner) {
        switch (run(domain, planner)) {
            case Plan _ -> {}
            case Refusal refusal -> throw new AssertionError(refusal.message());
        }
    }

    /// {@return why a command is refused, also as a dry run, with nothing touched}
    Refusal refused(DomainRef domain, Function<HostState, Planned> planner) {
        var before = hypervisor.observe();
        var planned = run(domain, planner);
        assertThat(planned).isInstanceOf(Refusal.class);
        assertThat(hypervisor.observe()).isEqualTo(before);
        assertThat(operations().unfinished()).isEmpty();
        assertThat(operations().plan(planner)).as("a dry run").isEqualTo(planned);
        return (Refusal) planned;
    }

    /// Runs a command, and lets the program end right after the first change of that name.
    void cutAfter(DomainRef domain, Function<HostState, Planned> command, String change) {
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
    void cutBefore(DomainRef domain, Function<HostState, Planned> command, String change) {
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

    Optional<Recovered> recover(DomainRef domain) {
        return operations().recover(domain, OperationProgress.silent());
    }

    Function<HostState, Planned> create(DomainRef domain, String name) {
        return create(domain, name, Optional.empty(), options(true, false));
    }

    Function<HostState, Planned> createWithMemory(DomainRef domain, String name) {
        var file = image(domain + "." + name + ".mem");
        return create(domain, name, Optional.of(file), options(false, false));
    }

    Function<HostState, Planned> createInternal(DomainRef domain, String name) {
        return create(domain, name, Optional.empty(), options(false, false));
    }

    static TakeOptions options(boolean diskOnly, boolean halt) {
        return new TakeOptions(diskOnly, false, halt, false, false, false, true, false);
    }

    static TakeOptions withoutMetadata() {
        return new TakeOptions(true, false, false, false, true, false, true, false);
    }

    Function<HostState, Planned> createWithout(DomainRef domain, String name, DiskTarget left) {
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

    Function<HostState, Planned> create(
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

    Function<HostState, Planned> revert(DomainRef domain, String name, boolean running) {
        return revert(domain, name, running, false);
    }

    Function<HostState, Planned> revert(
            DomainRef domain, String name, boolean running, boolean discard) {
        var options =
                new RevertToSnapshot.Options(
                        running, false, true, false, discard, Optional.empty());
        return new RevertToSnapshot(domain, new SnapshotName(name), options, tick())::plan;
    }

    Function<HostState, Planned> undo(DomainRef domain) {
        var options =
                new RevertToSnapshot.Options(false, false, true, false, false, Optional.empty());
        return new UndoRevert(domain, options, tick())::plan;
    }

    Function<HostState, Planned> prune(DomainRef domain, int last) {
        return new PruneSnapshots(domain, List.of(new KeepLast(last)), true)::plan;
    }

    Function<HostState, Planned> delete(DomainRef domain, String... names) {
        return delete(domain, DeleteSnapshot.Scope.ONE, names);
    }

    Function<HostState, Planned> delete(
            DomainRef domain, DeleteSnapshot.Scope scope, String... names) {
        var snapshots = Stream.of(names).map(SnapshotName::new).toList();
        return new DeleteSnapshot(domain, snapshots, scope, false)::plan;
    }

    /// {@return the domain that [#clone] makes}
    static DomainRef clone(String name) {
        return new DomainRef(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)), name);
    }

    Function<HostState, Planned> clone(
            DomainRef origin, String snapshot, boolean full, String... names) {
        return clone(origin, snapshot, full, false, names);
    }

    /// @param memory whether they go on with the snapshot's
    Function<HostState, Planned> clone(
            DomainRef origin, String snapshot, boolean full, boolean memory, String... names) {
        var made = Stream.of(names).map(Host::clone).toList();
        var of = new SnapshotName(snapshot);
        var place = Optional.<Path>empty();
        return new CloneDomain(origin, of, names[0], made, full, memory, place)::plan;
    }

    Function<HostState, Planned> commit(DomainRef domain, Optional<Path> base) {
        return new CommitLayers(domain, "vda", base, Optional.empty(), false, true)::plan;
    }

    Function<HostState, Planned> pull(DomainRef domain, Optional<Path> base) {
        return new PullLayers(domain, "vda", base)::plan;
    }

    Function<HostState, Planned> copy(DomainRef domain, boolean shallow, MirrorEnd end) {
        var none = MirrorOptions.none();
        return new CopyDisk(domain, "vda", COPY, Optional.empty(), shallow, none, end)::plan;
    }

    Function<HostState, Planned> relocate(DomainRef domain) {
        return relocate(domain, Path.of("/elsewhere"));
    }

    Function<HostState, Planned> relocate(DomainRef domain, Path directory) {
        return new RelocateDomain(domain, directory, Optional.empty())::plan;
    }

    Function<HostState, Planned> flatten(DomainRef domain) {
        return new FlattenDomain(domain)::plan;
    }

    Function<HostState, Planned> mend(DomainRef domain) {
        return new MendDomain(domain, Optional.empty(), false)::plan;
    }

    /// A libvirt dies in the delete of a snapshot, before any disk is done.
    void cutDelete(DomainRef domain, String parent) {
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
