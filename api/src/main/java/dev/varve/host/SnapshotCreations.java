package dev.varve.host;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.plan.group.CreateGroup;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.libvirt.xml.SnapshotDisk;
import dev.varve.libvirt.xml.SnapshotLocation;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlException;
import dev.varve.operation.HostChange;
import dev.varve.operation.SnapshotChange;
import dev.varve.operation.SnapshotChange.CreateOption;
import dev.varve.operation.VarveException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the library's takings of snapshots are to the engine.
///
/// @param now names go by it
public record SnapshotCreations(Instant now) {
    /// The tag of a snapshot that clones are made of.
    public static final String TEMPLATE = "template";

    EngineChange of(SnapshotChange.Create create, DomainRef domain) {
        var request = requested(named("snapshot", create.name()), document(create));
        var options =
                create.memory().isEmpty()
                        ? Set.of(CreateOption.DISK_ONLY)
                        : Set.of(CreateOption.LIVE);
        return created(
                domain,
                request,
                options(options, create.quiesce()),
                annotations(create.tags(), create.policy()));
    }

    EngineChange of(SnapshotChange.CreateFrom create, DomainRef domain) {
        var given = create.options();
        return created(
                domain,
                requested("a snapshot", create.document()),
                options(given, given.contains(CreateOption.QUIESCE)),
                annotations(create.tags(), create.policy()));
    }

    EngineChange template(DomainRef domain) {
        return created(
                domain,
                requested("a template", SnapshotXml.empty().withName(TEMPLATE).toString()),
                options(Set.of(CreateOption.DISK_ONLY), /* quiesce= */ false),
                Annotations.none()
                        .withTags(Set.of(TEMPLATE))
                        .withHold(Optional.of("a template: clones are made of it")));
    }

    private EngineChange created(
            DomainRef domain,
            SnapshotRequest request,
            TakeOptions options,
            Annotations annotations) {
        return new EngineChange(
                new CreateSnapshot(domain, request, options, annotations, now), request.files());
    }

    private static TakeOptions options(Set<CreateOption> given, boolean quiesce) {
        return new TakeOptions(
                given.contains(CreateOption.DISK_ONLY),
                quiesce,
                given.contains(CreateOption.HALT),
                given.contains(CreateOption.LIVE),
                given.contains(CreateOption.NO_METADATA),
                given.contains(CreateOption.REUSE_EXTERNAL),
                given.contains(CreateOption.ATOMIC),
                given.contains(CreateOption.VALIDATE));
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
        return new EngineChange(
                new CreateGroup(
                        new Group(create.group(), members),
                        requested(what, xml.toString()),
                        options(create.freeze(), /* validate= */ false),
                        annotations(create.tags(), create.policy()),
                        now));
    }

    /// {@return the taking of a group as a document has it}
    ///
    /// @param members its domains
    public EngineChange of(HostChange.CreateGroupFrom create, List<DomainRef> members) {
        var request = requested(named("group", create.group()), create.document());
        return new EngineChange(
                new CreateGroup(
                        new Group(create.group(), members),
                        request,
                        options(create.freeze(), create.validate()),
                        annotations(create.tags(), create.policy()),
                        now),
                request.files());
    }

    private static CreateGroup.Options options(Optional<Duration> freeze, boolean validate) {
        int seconds = freeze.map(time -> Math.toIntExact(time.toSeconds())).orElse(0);
        return new CreateGroup.Options(freeze.isPresent(), seconds, validate);
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
        return Annotations.none()
                .withTags(new TreeSet<>(EngineChanges.words(tags)))
                .withPolicy(policy);
    }
}
