package dev.varve;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.archive.ExportDomain;
import dev.varve.host.DomainDocuments;
import dev.varve.host.DomainExport;
import dev.varve.host.EngineDiskChanges;
import dev.varve.host.SnapshotCreations;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.operation.Abandonment;
import dev.varve.operation.Change;
import dev.varve.operation.CloneChange;
import dev.varve.operation.CloneOutcome;
import dev.varve.operation.Comparison;
import dev.varve.operation.DiskChange;
import dev.varve.operation.ExtentListener;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.NbdRequest;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Recovery;
import dev.varve.operation.UnfinishedOperation;
import dev.varve.operation.VarveException;
import dev.varve.state.Archive;
import dev.varve.state.Difference;
import dev.varve.state.Differences;
import dev.varve.state.Disk;
import dev.varve.state.Finding;
import dev.varve.state.LayerForest;
import dev.varve.state.RunState;
import dev.varve.state.Snapshot;
import dev.varve.state.SnapshotMap;
import dev.varve.state.Usage;
import dev.varve.status.DomainStatus;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// A virtual machine. What is asked of it is answered afresh each time; a domain that has been undefined meanwhile is
/// `NOT_FOUND`.
///
/// Whatever looks at images or changes something is for domains of QEMU whose images are on this host: for others a change
/// is refused, and a question fails, as `UNSUPPORTED`.
///
/// Safe for use by many threads. It needs no closing, and is of no use after [Varve#close].
///
/// @since 0.1
public final class Domain {
    private final Varve varve;
    private final DomainRef ref;

    Domain(Varve varve, DomainRef ref) {
        this.varve = varve;
        this.ref = ref;
    }

    DomainRef ref() {
        return ref;
    }

    /// {@return its name, as it was when it was found}
    public String name() {
        return ref.name();
    }

    /// {@return its UUID, which stays the same when it is renamed}
    public UUID uuid() {
        return ref.uuid();
    }

    /// {@return what it does now}
    public RunState state() {
        return asked(DomainDocuments::state);
    }

    /// {@return its disks: of the running guest, or of the next start when it is shut off}
    public List<Disk> disks() {
        return asked(domain -> DomainDocuments.disks(DomainXml.parse(domain.xml(0))));
    }

    /// {@return its definition, as libvirt prints it, without secrets}
    public String xml() {
        return asked(domain -> domain.xml(0));
    }

    /// {@return its snapshots, parents before their children}
    public List<Snapshot> snapshots() {
        return asked(DomainDocuments::snapshots);
    }

    /// {@return the snapshot of that name}
    ///
    /// @throws VarveException `NOT_FOUND` where there is none
    public Snapshot snapshot(String name) {
        return asked(domain -> DomainDocuments.snapshot(domain, name));
    }

    /// {@return the snapshot that the present state descends from}
    public Optional<Snapshot> currentSnapshot() {
        return snapshots().stream().filter(Snapshot::current).findFirst();
    }

    /// {@return the newest snapshot that a [Change#template] has taken}
    public Optional<Snapshot> template() {
        return snapshots().stream()
                .filter(taken -> taken.notes().tags().contains(SnapshotCreations.TEMPLATE))
                .reduce((_, newest) -> newest);
    }

    /// Starts it, as `virsh start` does; [VarveException] where it runs already, or can't be started.
    public void start() {
        var _ =
                noted(
                        "start",
                        domain -> {
                            domain.create(0);
                            return true;
                        });
    }

    /// {@return a snapshot's metadata, as libvirt prints it, without secrets}
    ///
    /// @throws VarveException `NOT_FOUND` where there is none
    public String snapshotXml(String name) {
        return asked(domain -> {
            try (var snapshot = domain.snapshot(name)) {
                return snapshot.xml(0);
            }
        });
    }

    /// Has libvirt keep the metadata of a snapshot whose images are there, as after an `undefine`: no image is touched. A
    /// snapshot of that name that is there gets this metadata.
    ///
    /// @param document as [#snapshotXml] gives it
    /// @param current whether it becomes the one that the present state descends from
    /// @return the snapshot's name
    /// @throws VarveException where libvirt refuses the document
    public String redefine(String document, boolean current) {
        return noted(
                "redefine a snapshot of",
                domain -> DomainDocuments.redefine(domain, document, current));
    }

    /// {@return how it and its snapshots fare: see [Varve#status]}
    public DomainStatus status(boolean measured) {
        return Statuses.of(varve.images(), varve.policies().runs(), measured).of(ref);
    }

    /// {@return what its snapshots take. All of its images' tables are read, which takes a while}
    ///
    /// @throws VarveException where an image can't be read
    public Usage usage() {
        var state = varve.images().observe();
        return Views.usage(state, Views.domain(state, ref));
    }

    /// {@return the disks whose contents differ between a snapshot and the present, and where}
    ///
    /// @param verified whether to compare the data; else every range is told that may differ, for it was written
    /// @throws VarveException `NOT_FOUND` for no such snapshot, or where an image can't be read
    public List<Difference> differences(String from, boolean verified) {
        return differences(new Comparison(from, Optional.empty(), Optional.empty(), verified));
    }

    /// {@return the disks whose contents differ between two snapshots, and where}
    ///
    /// @param verified whether to compare the data; else every range is told that may differ, for it was written
    /// @throws VarveException `NOT_FOUND` for no such snapshot, or where an image can't be read
    public List<Difference> differences(String from, String to, boolean verified) {
        return differences(new Comparison(from, Optional.of(to), Optional.empty(), verified));
    }

    private List<Difference> differences(Comparison asked) {
        return new Comparing(ref, asked).extents(varve.images().observe());
    }

    /// Compares two states. Nothing of where they differ is kept, however much that is.
    ///
    /// @return how much each disk differs
    /// @throws VarveException `NOT_FOUND` for no such snapshot or disk, `INVALID` for one and the same, or where an image
    ///     can't be read
    public Differences compare(Comparison asked, ExtentListener listener) {
        return new Comparing(ref, asked).of(varve.images().observe(), listener);
    }

    /// {@return what is wrong with its images and snapshots, the worst first, but first of all an operation that was cut}
    public List<Finding> findings() {
        return Diagnoses.of(varve.images()).findings(ref);
    }

    /// {@return the steps of all that mending would do, one change after the other, as far as it can be told beforehand}
    ///
    /// @throws VarveException `INVALID` for a format that no image of unknown format is taken for
    public List<String> stepsToMend(DiskChange.Mend mend) {
        return Diagnoses.steps(varve.images(), EngineDiskChanges.of(mend, ref));
    }

    /// {@return the layers that it and its snapshots reach, from each bottom image up, with all that lies on them,
    /// whoever's it is}
    public LayerForest layers() {
        return layers(/* measured= */ true);
    }

    /// As [#layers()].
    ///
    /// @param measured whether to find out what one reader alone sees of each layer, for which all of their tables are
    ///     read
    public LayerForest layers(boolean measured) {
        return new Forests(varve.images(), measured).of(ref);
    }

    /// {@return its snapshots as a picture shows them}
    public SnapshotMap map() {
        return Maps.of(varve.images().observe(), ref);
    }

    /// {@return the block job of a disk, and what can be done with it}
    ///
    /// @param disk its target, `vda`, or the path of its active layer
    public BlockJobs blockJobs(String disk) {
        return new BlockJobs(this, disk);
    }

    /// {@return its unfinished operation, or that which is at work at this moment}
    public Optional<UnfinishedOperation> unfinished() {
        return Unfinished.of(varve.journals(), ref.uuid());
    }

    /// {@return what would come of the change; nothing is touched}
    ///
    /// @throws VarveException where what there is can't be found out
    public Preview preview(Change change) {
        return prepared(change, AskedRequest.now(), MergeOptions.none()).preview();
    }

    /// Plans and performs in one go.
    ///
    /// @return what came of it
    /// @throws VarveException as [#perform(Change, MergeOptions, ProgressListener)]
    public Outcome perform(Change change, ProgressListener listener) {
        return perform(change, MergeOptions.none(), listener);
    }

    /// Plans and performs in one go. An interrupt of the thread cancels: block jobs are aborted, and what was begun is
    /// taken back, or, where it is too late for that, left unfinished. The interrupt is consumed. Afterwards, snapshots of the domain's that have expired are deleted.
    ///
    /// @param options how data is moved
    /// @return what came of it
    /// @throws VarveException where a step failed; what was begun has been taken back, unless the kind says otherwise
    public Outcome perform(Change change, MergeOptions options, ProgressListener listener) {
        return prepared(change, AskedRequest.now(), options).perform(Optional.empty(), listener);
    }

    /// As [#perform(Plan, MergeOptions, ProgressListener)].
    public Outcome perform(Plan plan, ProgressListener listener) {
        return perform(plan, MergeOptions.none(), listener);
    }

    /// Performs what was previewed, as [#perform(Change, MergeOptions, ProgressListener)] does.
    ///
    /// @param options how data is moved
    /// @return what came of it; `CHANGED` where another plan would be needed by now
    /// @throws IllegalArgumentException for a plan that isn't for this domain
    public Outcome perform(Plan plan, MergeOptions options, ProgressListener listener) {
        if (plan.request() instanceof Change change && plan.domain().equals(Optional.of(uuid()))) {
            return prepared(change, plan.at(), options).perform(Optional.of(plan), listener);
        }
        throw new IllegalArgumentException("a plan that isn't for " + ref + ": " + plan.summary());
    }

    AskedRequest prepared(Change change, Instant at, MergeOptions options) {
        return AskedRequest.of(
                varve.audit(),
                List.of(ref),
                change,
                () -> varve.prepared(change, at, varve.changes(at).of(change, ref), options));
    }

    /// {@return what would come of [#cloneNow]: of the snapshot that is taken, of the clone, and of the snapshot's removal;
    /// nothing is touched} The plan is for looking at: performed, it would want a snapshot that isn't there.
    ///
    /// @param clone as there
    /// @param quiesce as there
    /// @throws VarveException where what there is can't be found out
    public Preview previewCloneNow(CloneChange.CloneTo clone, boolean quiesce) {
        return new PresentClone(varve, this, clone, MergeOptions.none(), ProgressListener.silent())
                .preview(quiesce);
    }

    /// Makes new domains of what this one is now. A snapshot of that is taken first, of the name that the change has; it
    /// goes again where all data is copied, or where the clone fails.
    ///
    /// @param clone made by [Change#cloneOf], with the name of a snapshot that isn't there
    /// @param quiesce whether the file systems of a guest that runs are frozen for the snapshot, by its agent
    /// @param options how data is moved
    /// @return what came of it
    /// @throws VarveException where a step failed; what was begun has been taken back, unless the kind says otherwise
    public CloneOutcome cloneNow(
            CloneChange.CloneTo clone,
            boolean quiesce,
            MergeOptions options,
            ProgressListener listener) {
        return new PresentClone(varve, this, clone, options, listener).perform(quiesce);
    }

    /// Ends the domain's unfinished operation, for all domains that it is about: completes it, or takes it back.
    ///
    /// @return empty where there is none
    /// @throws VarveException `UNFINISHED` where it can't be ended now; it may be tried again
    public Optional<Recovery> recover(ProgressListener listener) {
        return recover(MergeOptions.none(), listener);
    }

    /// As [#recover(ProgressListener)].
    ///
    /// @param options how data is moved that is still to be
    public Optional<Recovery> recover(MergeOptions options, ProgressListener listener) {
        return varve.operations(options, Set.of(), "recover " + ref).recover(ref, listener);
    }

    /// Ends the domain's unfinished operation as it stands: a way out where its cause can't be mended. No image and no
    /// metadata is touched; a guest that it holds is let go.
    ///
    /// @return what is left; empty where there is no such operation
    public Optional<Abandonment> abandon(ProgressListener listener) {
        return varve.reading("abandon the operation of " + ref).abandon(ref, listener);
    }

    /// Writes the domain with all its snapshots into an archive, while it is shut off and nobody changes it.
    ///
    /// @param file which isn't there
    /// @return what is in it
    /// @throws VarveException where it can't be exported; then there is no such file
    public Archive export(Path file, ProgressListener listener) {
        return Archives.of(exporting(listener).into(file.toAbsolutePath().normalize()));
    }

    /// As [#export(Path, ProgressListener)], into a stream, which stays the caller's to close.
    ///
    /// @throws VarveException where it can't be exported; what was written till then is no archive, and nobody takes it
    ///     for one
    public Archive export(OutputStream stream, ProgressListener listener) {
        return Archives.of(exporting(listener).into(stream));
    }

    private DomainExport exporting(ProgressListener listener) {
        return new DomainExport(varve.images(), new ExportDomain(ref), listener);
    }

    /// Serves a disk as a snapshot has it, read-only, over NBD on a Unix socket, until what is returned is closed.
    /// While that is so, no operation changes the layers that are read.
    ///
    /// @param disk its target
    /// @param socket which isn't there
    /// @throws VarveException where it can't be served
    public NbdExport serve(String snapshot, String disk, Path socket) {
        return serve(NbdRequest.of(snapshot).disk(disk).onSocket(socket));
    }

    /// As [#serve(String, String, Path)], the disk as it is now. The domain has to be shut off, and can't be started
    /// meanwhile.
    public NbdExport serve(String disk, Path socket) {
        return serve(NbdRequest.present().disk(disk).onSocket(socket));
    }

    /// Serves a disk, read-only, over NBD, until what is returned is closed. While that is so, no operation changes the
    /// layers that are read.
    ///
    /// @throws VarveException where it can't be served
    public NbdExport serve(NbdRequest asked) {
        return NbdExport.of(varve, ref, asked);
    }

    /// {@return what libvirt alone does for it, which the log tells of}
    <T> T noted(String what, Function<LibvirtDomain, T> work) {
        return varve.audit().noting(ref, what + " " + ref, () -> asked(work));
    }

    <T> T asked(Function<LibvirtDomain, T> question) {
        return varve.told(connection -> {
            try (var domain = connection.domainByUuid(ref.uuid().toString())) {
                return question.apply(domain);
            }
        });
    }

    @Override
    public String toString() {
        return ref.name();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Domain that && that.ref.uuid().equals(ref.uuid());
    }

    @Override
    public int hashCode() {
        return ref.uuid().hashCode();
    }
}
