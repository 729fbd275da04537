package dev.varve.core.plan.archive;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.Source;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Finds what belongs to a domain that is shut off and to its snapshots, for an archive. Nothing is
/// changed.
///
/// Images that others need as well are among it: the domain is whole elsewhere.
public record ExportDomain(DomainRef domain) {
    /// {@return what goes into the archive, or why nothing can}
    public Exporting find(HostState state) {
        return state.domain(domain)
                .map(observed -> find(state, observed))
                .orElseGet(() -> new Exporting.Refused(new Refusal.NoSuchDomain(domain)));
    }

    @Override
    public String toString() {
        return "export " + domain;
    }

    private Exporting find(HostState state, Domain observed) {
        return refuse(state, observed)
                .<Exporting>map(Exporting.Refused::new)
                .orElseGet(() -> new Found(state, observed).exported());
    }

    private Optional<Refusal> refuse(HostState state, Domain observed) {
        if (observed.state().active()) {
            return notYet(
                    "its guest runs, and writes to its disks",
                    "shut it down first, or export a full clone of a snapshot (\"varve clone\")");
        }
        if (observed.managedSave()) {
            return notYet(
                    "the domain has a managed save image, which would stay behind",
                    "start and stop the domain, or run \"virsh managedsave-remove "
                            + domain
                            + "\"");
        }
        return Refusal.GuestLost.of(toString(), state, domain)
                .or(() -> cutDelete(state))
                .or(() -> unreadable(state, observed))
                .or(() -> stores(observed));
    }

    private Optional<Refusal> notYet(String why, String instead) {
        return Optional.of(new Refusal.NotYet(toString(), why, instead));
    }

    private Optional<Refusal> cutDelete(HostState state) {
        return state.halfDone(domain).deletes().keySet().stream()
                .findFirst()
                .map(cut -> new SnapshotRefusal.DeleteCut(toString(), cut, domain));
    }

    private Optional<Refusal> unreadable(HostState state, Domain observed) {
        return images(observed)
                .flatMap(image ->
                        ImageRefusal.ImageMissing.of(toString(), state, image)
                                .or(() -> unstated(state, image))
                                .stream())
                .findFirst();
    }

    /// Of such a layer the files alone don't hold all, or it isn't sure what they hold.
    private Optional<Refusal> unstated(HostState state, Path top) {
        var chain = Layer.chain(top, state::layer);
        return chain.stream()
                .flatMap(layer -> flaw(layer).stream())
                .findFirst()
                .map(why -> new Refusal.NotYet(toString(), why, "change that first"));
    }

    private static Optional<String> flaw(Layer layer) {
        if (layer.backing().filter(below -> below.format().isEmpty()).isPresent()) {
            return Optional.of(
                    layer.path()
                            + " doesn't say of what format its backing file is (\"varve doctor"
                            + " --fix\" may know)");
        }
        if (layer.format() != ImageFormat.QCOW2 && layer.format() != ImageFormat.RAW) {
            return Optional.of(layer.path() + " is of format " + layer.format());
        }
        return layer.obstacle().map(why -> layer.path() + ": " + why);
    }

    private Optional<Refusal> stores(Domain observed) {
        if (observed.store(StateStore.Kind.TPM).filter(StateStore::present).isPresent()
                || observed.snapshots().stream()
                        .anyMatch(snapshot -> snapshot.annotations().tpm().isPresent())) {
            return notYet(
                    "it has an emulated TPM, whose state this version can't export",
                    "remove the <tpm>, if the guest can do without its keys");
        }
        return observed.store(StateStore.Kind.NVRAM)
                .filter(StateStore::present)
                .flatMap(StateStore::obstacle)
                .flatMap(why -> notYet("its NVRAM can't be copied: " + why, "change that first"));
    }

    private static Stream<Path> images(Domain observed) {
        return disks(observed).flatMap(disk -> disk.source().image().stream()).distinct();
    }

    private static Stream<Disk> disks(Domain observed) {
        return Stream.concat(
                        observed.allDisks(),
                        observed.snapshots().stream().flatMap(s -> s.domainDisks().stream()))
                .filter(disk -> !disk.readonly());
    }

    /// Names and lists.
    private static final class Found {
        private final HostState state;
        private final Domain observed;
        private final Set<String> names = new TreeSet<>();
        private final Map<Path, ArchivedFile> files = new LinkedHashMap<>();

        Found(HostState state, Domain observed) {
            this.state = state;
            this.observed = observed;
        }

        Exporting.Accepted exported() {
            images(observed).forEach(this::addChain);
            observed.snapshots().forEach(this::addFiles);
            observed.store(StateStore.Kind.NVRAM)
                    .filter(StateStore::present)
                    .ifPresent(store -> add(Role.NVRAM, "nvram/", store.path()));
            var snapshots =
                    observed.snapshots().stream()
                            .map(taken -> new ArchivedSnapshot(taken.name(), taken.document()))
                            .toList();
            var domain =
                    new ArchivedDomain(
                            observed.ref(),
                            observed.definition(),
                            snapshots,
                            observed.current(),
                            List.copyOf(files.values()));
            return new Exporting.Accepted(domain, left());
        }

        private void addChain(Path top) {
            for (var layer : Layer.chain(top, state::layer).reversed()) {
                if (!files.containsKey(layer.path())) {
                    var backing = layer.below().map(files::get).map(ArchivedFile::member);
                    files.put(
                            layer.path(),
                            new ArchivedFile(
                                    member("images/", layer.path()),
                                    Role.IMAGE,
                                    layer.path(),
                                    Optional.of(layer.format()),
                                    backing,
                                    layer.dataBytes()));
                }
            }
        }

        private void addFiles(Snapshot snapshot) {
            if (snapshot.memory() instanceof Memory.External(var file)) {
                add(Role.MEMORY, "memory/", file);
            }
            snapshot.annotations()
                    .nvram()
                    .ifPresent(copy -> add(Role.NVRAM_COPY, "nvram/", copy.file()));
        }

        private void add(Role role, String directory, Path file) {
            if (!files.containsKey(file)) {
                files.put(
                        file,
                        new ArchivedFile(
                                member(directory, file),
                                role,
                                file,
                                Optional.empty(),
                                Optional.empty(),
                                0));
            }
        }

        /// Two images of different directories may have one name.
        private String member(String directory, Path file) {
            var name = directory + file.getFileName();
            for (int i = 2; !names.add(name); i++) {
                name = directory + i + "/" + file.getFileName();
            }
            return name;
        }

        private List<String> left() {
            return observed.allDisks().flatMap(disk -> left(disk).stream()).distinct().toList();
        }

        private static Optional<String> left(Disk disk) {
            var source = disk.source();
            if (source instanceof Source.Elsewhere(var type)) {
                return Optional.of("disk " + disk.target() + ", which is of type " + type);
            }
            return source.image()
                    .filter(_ -> disk.readonly())
                    .map(image -> image + ", which disk " + disk.target() + " only reads");
        }
    }
}
