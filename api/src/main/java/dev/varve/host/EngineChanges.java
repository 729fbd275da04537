package dev.varve.host;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.core.plan.clone.FlattenDomain;
import dev.varve.core.plan.group.CreateGroup;
import dev.varve.core.plan.group.DeleteMember;
import dev.varve.core.plan.group.RevertGroup;
import dev.varve.core.plan.keep.Tags;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.snapshot.UndoRevert;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.libvirt.xml.SnapshotDisk;
import dev.varve.libvirt.xml.SnapshotLocation;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlException;
import dev.varve.operation.CloneChange;
import dev.varve.operation.DiskChange;
import dev.varve.operation.HostChange;
import dev.varve.operation.KeepChange;
import dev.varve.operation.SnapshotChange;
import dev.varve.operation.SnapshotChange.CreateOption;
import dev.varve.operation.VarveException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// What the library's changes are to the engine.
///
/// @param now names and times go by it
/// @param host where what a user names is
public record EngineChanges(Instant now, HostOperations host) {
    /// {@return the change to that domain}
    ///
    /// @throws VarveException for what can't be asked for
    public EngineChange of(dev.varve.operation.Change asked, DomainRef domain) {
        return switch (asked) {
            case SnapshotChange change -> of(change, domain);
            case KeepChange change -> new EngineChange(EngineKeepChanges.of(change, domain));
            case DiskChange change -> new EngineDiskChanges(host).of(change, domain);
            case CloneChange change -> of(change, domain);
        };
    }

    private EngineChange of(SnapshotChange asked, DomainRef domain) {
        return switch (asked) {
            case SnapshotChange.Create create -> create(create, domain);
            case SnapshotChange.CreateFrom create -> create(create, domain);
            case SnapshotChange.Revert(var snapshot, var how, var discard) -> {
                var options = options(how, discard);
                var name = new SnapshotName(snapshot);
                yield new EngineChange(
                        new RevertToSnapshot(domain, name, options, now), options.places());
            }
            case SnapshotChange.Undo(var how) -> {
                var options = options(how, false);
                yield new EngineChange(new UndoRevert(domain, options, now), options.places());
            }
            case SnapshotChange.Delete(var snapshots, var scope, var metadataOnly) ->
                    new EngineChange(
                            new DeleteSnapshot(
                                    domain,
                                    snapshots.stream().map(SnapshotName::new).toList(),
                                    scope(scope),
                                    metadataOnly));
            case SnapshotChange.DeleteFromGroup(var group, var snapshot, var metadataOnly) ->
                    new EngineChange(
                            new DeleteMember(
                                    group, domain, new SnapshotName(snapshot), metadataOnly));
        };
    }

    private EngineChange create(SnapshotChange.Create create, DomainRef domain) {
        var request = requested(named("snapshot", create.name()), document(create));
        boolean diskOnly = create.memory().isEmpty();
        var options =
                new TakeOptions(
                        diskOnly,
                        create.quiesce(),
                        /* halt= */ false,
                        /* live= */ !diskOnly,
                        /* noMetadata= */ false,
                        /* reuseExternal= */ false,
                        /* atomic= */ false,
                        /* validate= */ false);
        var annotations = annotations(create.tags(), create.policy());
        return new EngineChange(
                new CreateSnapshot(domain, request, options, annotations, now), request.files());
    }

    private EngineChange create(SnapshotChange.CreateFrom create, DomainRef domain) {
        var request = requested("a snapshot", create.document());
        var given = create.options();
        var options =
                new TakeOptions(
                        given.contains(CreateOption.DISK_ONLY),
                        given.contains(CreateOption.QUIESCE),
                        given.contains(CreateOption.HALT),
                        given.contains(CreateOption.LIVE),
                        given.contains(CreateOption.NO_METADATA),
                        given.contains(CreateOption.REUSE_EXTERNAL),
                        /* atomic= */ false,
                        given.contains(CreateOption.VALIDATE));
        var annotations = annotations(create.tags(), Optional.empty());
        return new EngineChange(
                new CreateSnapshot(domain, request, options, annotations, now), request.files());
    }

    private static SnapshotRequest requested(String what, String document) {
        try {
            return RequestedSnapshot.of(document);
        } catch (XmlException e) {
            var message = "cannot create " + what + ": " + e.getMessage();
            throw new VarveException(VarveException.Kind.INVALID, message, message, e);
        }
    }

    private static String named(String what, String name) {
        if (name.isEmpty()) {
            throw new VarveException(
                    VarveException.Kind.INVALID, "cannot create a " + what + " without a name");
        }
        return what + " " + name;
    }

    private static String document(SnapshotChange.Create create) {
        var xml = SnapshotXml.empty().withName(create.name());
        if (!create.description().isEmpty()) {
            xml = xml.withDescription(create.description());
        }
        var memory = create.memory().map(Path::toString).map(SnapshotMemory::external);
        if (memory.isPresent()) {
            xml = xml.withMemory(memory.get());
        }
        var disks = new ArrayList<SnapshotDisk>();
        create.overlays()
                .forEach((disk, file) ->
                        disks.add(SnapshotDisk.named(disk).withSource(file.toString(), "qcow2")));
        create.excluded()
                .forEach(disk ->
                        disks.add(SnapshotDisk.named(disk).withSnapshot(SnapshotLocation.NO)));
        return (disks.isEmpty() ? xml : xml.withDisks(disks)).toString();
    }

    private static Annotations annotations(Collection<String> tags, Optional<String> policy) {
        return Annotations.none().withTags(new TreeSet<>(words(tags))).withPolicy(policy);
    }

    static Set<String> words(Collection<String> tags) {
        if (!Tags.areWords(tags)) {
            throw new VarveException(VarveException.Kind.INVALID, Tags.RULE);
        }
        return Set.copyOf(tags);
    }

    private RevertToSnapshot.Options options(SnapshotChange.RevertOptions how, boolean discard) {
        return new RevertToSnapshot.Options(
                how.after() == SnapshotChange.AfterRevert.RUNNING,
                how.after() == SnapshotChange.AfterRevert.PAUSED,
                how.force(),
                how.resetNvram(),
                discard,
                how.keep().map(EngineChanges::after),
                how.directory().map(host::directory));
    }

    /// A plan may be performed long after it was made, and what it keeps is kept from then on.
    private static Instant after(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    private static DeleteSnapshot.Scope scope(SnapshotChange.Scope scope) {
        return switch (scope) {
            case NAMED -> DeleteSnapshot.Scope.ONE;
            case WITH_DESCENDANTS -> DeleteSnapshot.Scope.CHILDREN;
            case DESCENDANTS -> DeleteSnapshot.Scope.CHILDREN_ONLY;
        };
    }

    private EngineChange of(CloneChange asked, DomainRef domain) {
        return switch (asked) {
            case CloneChange.CloneTo clone -> {
                var directory = clone.directory().map(host::directory);
                var change =
                        new CloneDomain(
                                domain,
                                new SnapshotName(clone.snapshot()),
                                clone.name(),
                                clone.domains().stream()
                                        .map(name -> new DomainRef(UUID.randomUUID(), name))
                                        .toList(),
                                clone.full(),
                                clone.memory(),
                                directory);
                yield new EngineChange(change, directory);
            }
            case CloneChange.Flatten() -> new EngineChange(new FlattenDomain(domain));
        };
    }

    /// {@return the taking of a group}
    ///
    /// @param members its domains
    public EngineChange of(HostChange.CreateGroup create, List<DomainRef> members) {
        var what = named("group", create.group());
        var xml = SnapshotXml.empty().withName(create.group());
        if (!create.description().isEmpty()) {
            xml = xml.withDescription(create.description());
        }
        int seconds = create.freeze().map(time -> Math.toIntExact(time.toSeconds())).orElse(0);
        return new EngineChange(
                new CreateGroup(
                        new Group(create.group(), members),
                        requested(what, xml.toString()),
                        new CreateGroup.Options(create.freeze().isPresent(), seconds, false),
                        annotations(create.tags(), create.policy()),
                        now));
    }

    /// {@return the return of a group}
    ///
    /// @param group with the members that it had when it was taken
    public EngineChange of(HostChange.RevertGroup revert, Group group) {
        var options = options(revert.options(), false);
        return new EngineChange(new RevertGroup(group, options, now), options.places());
    }

    /// {@return the import of an archive}
    ///
    /// @throws VarveException where it can't be read or may not be imported
    public EngineChange of(HostChange.Import asked) {
        var examined = ExaminedArchive.of(asked.archive().toString(), asked.hostReferences());
        var directory = host.directory(asked.directory());
        return new EngineChange(new ImportDomain(examined.archive(), directory), Set.of(directory));
    }
}
