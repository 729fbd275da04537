package dev.varve.testing.memory;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Place;
import dev.varve.core.model.Presence;
import dev.varve.core.model.Room;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.WriteProtection;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;

/// A host in memory that behaves as libvirt and QEMU do, as far as the port shows it.
///
/// Images are numbered clusters with a value each, on a backing image or on zeros; what a guest
/// writes is on stable storage at once. Definitions and documents are texts that only this host
/// understands. Every single change is told to [Faults] before and after it is made, so that a test
/// can cut a step anywhere inside; what the accidents [#powerCut] and [#killGuest] leave is what they
/// leave of a real host: files and definitions stay, guests and their block jobs are gone.
///
/// Not for use by several threads at once.
public final class MemoryHypervisor implements Hypervisor {
    private final World world = new World();
    private final Storage storage = new Storage(world);
    private final StepDispatch steps = new StepDispatch(world, storage);
    private final DomainSteps domains = new DomainSteps(world);
    private final InternalSteps internals = new InternalSteps(world, new MetadataSteps(world));
    private final ArchiveSteps archives = new ArchiveSteps(world);
    private final DefinitionEdits edits = new DefinitionEdits();

    /// Makes a host without images and domains.
    public MemoryHypervisor() {}

    /// Has every change from now on told to `faults`.
    public void inject(Faults faults) {
        world.faults = faults;
    }

    /// Merges from now on as these options say, of which only `pauseToFinish` means something here:
    /// every commit of a running guest's active layer then ends under a pause.
    public void merge(MergeOptions options) {
        world.mergeOptions = options;
    }

    /// Makes an image without a backing image.
    public void addImage(Path path, ImageFormat format, long virtualSize) {
        world.images.put(new MemoryImage(path, format, false, virtualSize, Optional.empty()));
    }

    /// Makes a block device with an image in it.
    public void addBlockDevice(Path path, ImageFormat format, long virtualSize) {
        world.images.put(new MemoryImage(path, format, true, virtualSize, Optional.empty()));
    }

    /// Makes an overlay, as a user does with qemu-img.
    public void addOverlay(Path path, Path base) {
        var below = world.images.get(base);
        var backing = new Layer.Backing(base, Optional.of(below.format));
        world.images.put(
                new MemoryImage(
                        path, ImageFormat.QCOW2, false, below.virtualSize, Optional.of(backing)));
    }

    /// Defines a domain with a disk on each of the images, shut off.
    public DomainRef addDomain(String name, Map<DiskTarget, Path> disks) {
        var uuid = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        var ref = new DomainRef(uuid, name);
        var defined = new ArrayList<Disk>();
        disks.forEach((target, path) -> defined.add(disk(target, world.images.get(path))));
        world.domains.put(uuid, new MemoryDomain(ref, new Definition(defined)));
        return ref;
    }

    private static Disk disk(DiskTarget target, MemoryImage image) {
        return new Disk(
                target,
                "disk",
                Definition.source(image.path, image.format, image.block),
                false,
                Optional.empty(),
                false);
    }

    /// Damages the tables of an image, so that nothing may be written into it, nor moved out of it.
    public void damage(Path image, String flaw) {
        world.flaws.put(image, flaw);
    }

    /// Lets a file, or a directory, be write-protected from now on.
    public void protect(Path file, WriteProtection protection) {
        world.protections.put(file, protection);
    }

    @Override
    public Optional<WriteProtection> protection(Path file) {
        return Optional.ofNullable(world.protections.get(file));
    }

    @Override
    public Optional<String> unwritable(Path image, ImageFormat format) {
        return Optional.ofNullable(world.flaws.get(image));
    }

    @Override
    public Optional<String> unreadable(Path image, ImageFormat format) {
        return unwritable(image, format);
    }

    /// Gives a domain a disk, in its definition and where it runs to its guest, as `virsh attach-disk
    /// --persistent` does.
    public void attach(DomainRef domain, DiskTarget target, Path image) {
        edits.attach(world.domain(domain), disk(target, world.images.get(image)));
    }

    /// Takes a disk away, from the definition and from a guest that runs; its image stays.
    public void detach(DomainRef domain, DiskTarget target) {
        edits.detach(world.domain(domain), target);
    }

    /// Gives disks of the definition other targets, as `virsh edit` does: a guest that runs keeps its own until
    /// it stops.
    ///
    /// @param targets the new one by the old one; a disk that isn't there keeps its own
    public void retarget(DomainRef domain, Map<DiskTarget, DiskTarget> targets) {
        edits.retarget(world.domain(domain), targets);
    }

    /// Forgets a snapshot as `virsh snapshot-delete --metadata` of libvirt 9.0 does: its children get its parent, and
    /// name what it froze.
    public void forgetByHand(DomainRef domain, SnapshotName name) {
        edits.forget(world.domain(domain), name);
    }

    /// Forgets a domain, its snapshots and what it keeps beside its disks; its images stay. Nothing of it may run.
    public void undefine(DomainRef domain) {
        var gone = world.domain(domain);
        gone.stores.values().forEach(world.stores::remove);
        world.domains.remove(domain.uuid());
    }

    /// Lets an image be larger.
    ///
    /// @param bytes by how much
    public void grow(Path image, long bytes) {
        world.images.get(image).virtualSize += bytes;
    }

    /// There is room for all.
    @Override
    public Optional<Room> room(Path file) {
        return Optional.empty();
    }

    @Override
    public long growth(Step merge) {
        return 0;
    }

    @Override
    public Optional<String> released(DomainRef domain, Step job) {
        return world.domain(domain).guest.filter(Guest::hasReleased).map(_ -> Guest.RELEASED);
    }

    /// Has a domain's changes tracked from now on, as `virsh checkpoint-create-as` does.
    public void addCheckpoint(DomainRef domain, String name) {
        world.checkpoints.computeIfAbsent(domain.uuid(), _ -> new ArrayList<>()).add(name);
    }

    @Override
    public List<String> checkpoints(DomainRef domain) {
        return List.copyOf(world.checkpoints.getOrDefault(domain.uuid(), List.of()));
    }

    /// Lets something that is no domain and no layer need an image.
    public void addDependant(Path image, String who) {
        world.dependants.put(image, Set.of(who));
    }

    /// {@return the archive with the domain's files as they are now}
    ///
    /// @param path of the archive
    public DomainArchive pack(ArchivedDomain domain, Path path) {
        return archives.pack(domain, path);
    }

    /// Removes an archive.
    public void removeArchive(Path path) {
        world.archives.remove(path);
    }

    /// Undefines a domain and removes the files of `packed`, as if it had never been here.
    public void forget(ArchivedDomain packed) {
        world.domains.remove(packed.ref().uuid());
        for (var file : packed.origins()) {
            world.images.remove(file);
            world.memoryFiles.remove(file);
            world.copies.remove(file);
            world.stores.remove(file);
        }
    }

    /// Removes a file, as somebody may who knows no better.
    public void removeByHand(Path file) {
        world.images.remove(file);
        world.memoryFiles.remove(file);
        world.copies.remove(file);
    }

    /// Forgets that a guest runs, as a libvirt may that dies, or lets its QEMU end.
    public void lose(DomainRef domain, Optional<HalfDone.LostQemu> qemu) {
        world.lost.remove(domain.uuid());
        qemu.ifPresent(lost -> world.lost.put(domain.uuid(), lost));
    }

    /// Marks a snapshot as a libvirt does that deletes one above it.
    public void markDelete(DomainRef domain, SnapshotName snapshot, DiskTarget disk) {
        world.domain(domain)
                .deleteMarks
                .computeIfAbsent(
                        snapshot, _ -> new TreeSet<>(Comparator.comparing(DiskTarget::name)))
                .add(disk);
    }

    /// Starts a domain as `virsh start` does, from its managed save image if it has one.
    public void start(DomainRef domain) {
        domains.perform(world.domain(domain), new DomainStep.StartDomain(false, false));
    }

    /// Ends the guest as `virsh destroy` does.
    public void stop(DomainRef domain) {
        domains.stop(world.domain(domain));
    }

    /// Saves the guest as `virsh managedsave` does.
    public void managedSave(DomainRef domain) {
        domains.save(world.domain(domain));
    }

    /// Lets the guest of an active domain be in another state.
    public void setState(DomainRef domain, RunState state) {
        world.guest(domain).be(state);
    }

    /// {@return whether the guest's file systems are frozen}
    public boolean frozen(DomainRef domain) {
        return world.domain(domain).guest.filter(guest -> guest.frozen).isPresent();
    }

    /// Lets the guest write a cluster of a disk.
    public void guestWrite(DomainRef domain, DiskTarget disk, int cluster, int value) {
        var image = world.guest(domain).definition.image(disk).orElseThrow();
        world.images.get(image).clusters.put(cluster, value);
    }

    /// Writes a cluster of an image that no guest runs on.
    public void write(Path image, int cluster, int value) {
        world.images.get(image).clusters.put(cluster, value);
    }

    /// Lets the guest hold something in its memory.
    public void guestRemember(DomainRef domain, String memory) {
        world.guest(domain).memory = memory;
    }

    /// Lets a domain keep something beside its disks, as if it had been started before.
    public void addStore(DomainRef domain, StateStore.Kind kind, String contents) {
        var path = Path.of("/stores", domain.name() + "." + kind.ending());
        world.domain(domain).stores.put(kind, path);
        world.stores.put(path, contents);
    }

    /// Lets the guest of an active domain write to a store.
    public void guestStore(DomainRef domain, StateStore.Kind kind, String contents) {
        var _ = world.guest(domain);
        Optional.ofNullable(world.domain(domain).stores.get(kind))
                .ifPresent(path -> world.stores.put(path, contents));
    }

    /// Lets a store, or the copy of one, hold something else.
    public void store(Path file, String contents) {
        (world.copies.containsKey(file) ? world.copies : world.stores).put(file, contents);
    }

    /// {@return what a store, or the copy of one, holds; empty if there is none}
    public Optional<String> stored(Path file) {
        return Optional.ofNullable(world.stores.get(file))
                .or(() -> Optional.ofNullable(world.copies.get(file)));
    }

    /// {@return what the guest holds in its memory; empty if the domain is shut off}
    public Optional<String> guestMemory(DomainRef domain) {
        return world.domain(domain).guest.map(guest -> guest.memory);
    }

    /// {@return what a file for a guest's memory holds; empty if nothing was saved there}
    public Optional<String> savedMemory(Path file) {
        return Optional.ofNullable(world.memoryFiles.get(file))
                .flatMap(saved -> saved)
                .map(SavedGuest::memory);
    }

    /// {@return what is read through an image and its chain, without clusters that read as zeros}
    ///
    /// @throws HypervisorException if an image of the chain is missing
    public SortedMap<Integer, Integer> readThrough(Path image) {
        return world.images.readThrough(image);
    }

    /// {@return what is read through an internal snapshot of an image and its chain}
    ///
    /// @throws HypervisorException if the image doesn't hold it, or an image of the chain is missing
    public SortedMap<Integer, Integer> readInternal(Path image, SnapshotName name) {
        return world.images.readInternal(image, name);
    }

    /// {@return what the guest held in its memory when the internal snapshot was taken; empty where its
    /// images hold no memory}
    public Optional<String> internalMemory(Snapshot snapshot) {
        return internals.memory(snapshot);
    }

    /// The host loses its power and comes back: no guest runs.
    public void powerCut() {
        world.domains.values().forEach(domain -> domain.guest = Optional.empty());
    }

    /// The QEMU process of a domain is killed.
    public void killGuest(DomainRef domain) {
        world.domain(domain).guest = Optional.empty();
    }

    /// Takes the storage away that a directory of the root is on. Guests that run on it end.
    public void takeAway(Path directory, StorageAway how) {
        storage.takeAway(directory, how);
    }

    /// Brings storage back as it was.
    ///
    /// @return what was made in its place meanwhile, which it hides now
    public List<Path> bringBack(Path directory) {
        return storage.bringBack(directory);
    }

    /// All that there is, wherever it lies.
    @Override
    public HostState observe(Set<Path> places) {
        return new Observation(world).state();
    }

    @Override
    public Place locate(Path name) {
        if (world.images.has(name)) {
            return new Place.Image(name);
        }
        return world.images.all().stream().anyMatch(image -> image.path.startsWith(name))
                ? new Place.Directory(name)
                : new Place.Nothing(name);
    }

    @Override
    public Presence presence(Path file) {
        return storage.presence(file);
    }

    @Override
    public void perform(DomainRef domain, Step step, Progress progress) {
        steps.perform(domain, step, progress);
    }

    @Override
    public void close() {}
}
