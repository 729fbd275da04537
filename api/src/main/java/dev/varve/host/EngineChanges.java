package dev.varve.host;

import dev.varve.core.model.Age;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.core.plan.block.CommitLayers;
import dev.varve.core.plan.block.CopyDisk;
import dev.varve.core.plan.block.PullLayers;
import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.core.plan.clone.FlattenDomain;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.core.plan.group.CreateGroup;
import dev.varve.core.plan.group.DeleteMember;
import dev.varve.core.plan.group.RevertGroup;
import dev.varve.core.plan.keep.DescribeSnapshot;
import dev.varve.core.plan.keep.HoldSnapshot;
import dev.varve.core.plan.keep.KeepDaily;
import dev.varve.core.plan.keep.KeepHourly;
import dev.varve.core.plan.keep.KeepLast;
import dev.varve.core.plan.keep.KeepMonthly;
import dev.varve.core.plan.keep.KeepRule;
import dev.varve.core.plan.keep.KeepTag;
import dev.varve.core.plan.keep.KeepWeekly;
import dev.varve.core.plan.keep.KeepWithin;
import dev.varve.core.plan.keep.KeepYearly;
import dev.varve.core.plan.keep.PruneSnapshots;
import dev.varve.core.plan.keep.ReleaseSnapshot;
import dev.varve.core.plan.keep.TagSnapshot;
import dev.varve.core.plan.keep.Tags;
import dev.varve.core.plan.relocate.RelocateDomain;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.snapshot.UndoRevert;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorOptions;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.xml.SnapshotDisk;
import dev.varve.libvirt.xml.SnapshotLocation;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlException;
import dev.varve.operation.CloneChange;
import dev.varve.operation.DiskChange;
import dev.varve.operation.HostChange;
import dev.varve.operation.KeepChange;
import dev.varve.operation.KeepRules;
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
import java.util.function.UnaryOperator;

/// What the library's changes are to the engine.
///
/// @param now names and times go by it
/// @param directories gives the real name of a directory that a user named
public record EngineChanges(Instant now, UnaryOperator<Path> directories) {
    /// {@return the change to that domain}
    ///
    /// @throws VarveException for what can't be asked for
    public EngineChange of(dev.varve.operation.Change asked, DomainRef domain) {
        return switch (asked) {
            case SnapshotChange change -> of(change, domain);
            case KeepChange change -> new EngineChange(of(change, domain));
            case DiskChange change -> of(change, domain);
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

    private static Set<String> words(Collection<String> tags) {
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
                how.directory().map(directories));
    }

    /// A plan may be performed long after it was made, and what it keeps is kept from then on.
    private static Instant after(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static DeleteSnapshot.Scope scope(SnapshotChange.Scope scope) {
        return switch (scope) {
            case NAMED -> DeleteSnapshot.Scope.ONE;
            case WITH_DESCENDANTS -> DeleteSnapshot.Scope.CHILDREN;
            case DESCENDANTS -> DeleteSnapshot.Scope.CHILDREN_ONLY;
        };
    }

    private static Change of(KeepChange asked, DomainRef domain) {
        return switch (asked) {
            case KeepChange.Prune(var rules, var all) ->
                    new PruneSnapshots(domain, rules(rules), all);
            case KeepChange.Hold(var snapshot, var reason) ->
                    new HoldSnapshot(domain, new SnapshotName(snapshot), reason);
            case KeepChange.Release(var snapshot) ->
                    new ReleaseSnapshot(domain, new SnapshotName(snapshot));
            case KeepChange.Tag(var snapshot, var added, var removed) ->
                    new TagSnapshot(domain, new SnapshotName(snapshot), words(added), removed);
            case KeepChange.Describe(var snapshot, var text) ->
                    new DescribeSnapshot(domain, new SnapshotName(snapshot), text);
        };
    }

    private static List<KeepRule> rules(KeepRules asked) {
        var zone = asked.zone();
        var rules = new ArrayList<KeepRule>();
        add(rules, asked.last(), new KeepLast(asked.last()));
        add(rules, asked.hourly(), new KeepHourly(asked.hourly(), zone));
        add(rules, asked.daily(), new KeepDaily(asked.daily(), zone));
        add(rules, asked.weekly(), new KeepWeekly(asked.weekly(), zone));
        add(rules, asked.monthly(), new KeepMonthly(asked.monthly(), zone));
        add(rules, asked.yearly(), new KeepYearly(asked.yearly(), zone));
        asked.within()
                .map(EngineChanges::age)
                .ifPresent(age -> rules.add(new KeepWithin(age, zone)));
        asked.tags().forEach(tags -> rules.add(new KeepTag(words(tags))));
        return rules;
    }

    /// The next whole hour: nothing goes that is asked to stay.
    private static Age age(Duration time) {
        return new Age(0, 0, 0, Math.toIntExact(Math.ceilDiv(time.toSeconds(), 3600)));
    }

    private static void add(List<KeepRule> rules, int count, KeepRule rule) {
        if (count > 0) {
            rules.add(rule);
        }
    }

    private EngineChange of(DiskChange asked, DomainRef domain) {
        return switch (asked) {
            case DiskChange.Relocate(var directory, var disk) -> {
                var place = directories.apply(directory);
                yield new EngineChange(
                        new RelocateDomain(domain, place, disk.map(DiskTarget::new)),
                        Set.of(place));
            }
            case DiskChange.Commit(var disk, var base, var top, var active) ->
                    new EngineChange(
                            new CommitLayers(
                                    domain,
                                    disk,
                                    base.map(EngineChanges::absolute),
                                    top.map(EngineChanges::absolute),
                                    /* shallow= */ false,
                                    active));
            case DiskChange.Pull(var disk, var base) ->
                    new EngineChange(
                            new PullLayers(domain, disk, base.map(EngineChanges::absolute)));
            case DiskChange.Copy(var disk, var copy, var pivot) ->
                    copy(domain, disk, absolute(copy), pivot);
            case DiskChange.Mend mend -> new EngineChange(of(mend, domain));
        };
    }

    /// {@return the mending of that domain}
    ///
    /// @throws VarveException for a format that no image of unknown format is taken for
    public static MendDomain of(DiskChange.Mend mend, DomainRef domain) {
        mend.format()
                .filter(name -> !name.equals("raw") && !name.equals("qcow2"))
                .ifPresent(name -> {
                    throw new VarveException(
                            VarveException.Kind.INVALID,
                            "cannot mend " + domain + ": an image is raw or qcow2, not " + name);
                });
        return new MendDomain(domain, mend.format().map(ImageFormat::of), mend.moved());
    }

    private static EngineChange copy(DomainRef domain, String disk, Path copy, boolean pivot) {
        var change =
                new CopyDisk(
                        domain,
                        disk,
                        copy,
                        Optional.empty(),
                        /* shallow= */ false,
                        MirrorOptions.none(),
                        pivot ? MirrorEnd.PIVOTED : MirrorEnd.COPIED);
        return new EngineChange(change, Optional.ofNullable(copy.getParent()));
    }

    private EngineChange of(CloneChange asked, DomainRef domain) {
        return switch (asked) {
            case CloneChange.CloneTo clone -> {
                var directory = clone.directory().map(directories);
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
        var directory = directories.apply(asked.directory());
        return new EngineChange(new ImportDomain(examined.archive(), directory), Set.of(directory));
    }
}
