package dev.varve.core.plan.archive;

import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.NewPlace;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Defines a domain with all its snapshots as an archive has it, with its files in a directory of this
/// host.
///
/// The domain is defined last, with all its snapshots at once: until then nobody can start it, and all can
/// be taken back.
///
/// @param made what it is called here. With another UUID than in the archive it is a copy: nothing that tells one domain
///     from another is as it was
public record ImportDomain(DomainArchive archive, Path directory, DomainRef made)
        implements Change {
    /// The domain itself, under the name and the UUID that it had.
    public ImportDomain(DomainArchive archive, Path directory) {
        this(archive, directory, archive.domain().ref());
    }

    private boolean isCopy() {
        return !made.uuid().equals(archive.domain().ref().uuid());
    }

    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return Intent.ofDisk(Intent.Kind.IMPORT, made, archive.path().toString()).saying(directory);
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        return refuse(state).<Planned>map(refusal -> refusal).orElseGet(() -> accepted(state));
    }

    private Optional<Refusal> refuse(HostState state) {
        var what = intent().toString();
        if (state.missing().containsKey(directory)) {
            var why = state.missing().get(directory);
            return Optional.of(new ImageRefusal.NoDirectory(what, directory, why));
        }
        return there(what, state).or(() -> bound(what));
    }

    private Optional<Refusal> there(String what, HostState state) {
        return state.domains().stream()
                .map(domain -> domain.ref())
                .filter(other ->
                        other.uuid().equals(made.uuid()) || other.name().equals(made.name()))
                .findFirst()
                .map(other ->
                        isCopy()
                                ? new Refusal.DomainExists(what, made.name())
                                : new Refusal.DomainThere(what, other, made));
    }

    /// libvirt resumes a guest under the name and the UUID alone that stand in the file with its memory.
    private Optional<Refusal> bound(String what) {
        var memories =
                archive.domain().files().stream()
                        .filter(file -> file.role() == Role.MEMORY)
                        .map(ArchivedFile::member)
                        .toList();
        return isCopy() && !memories.isEmpty()
                ? Optional.of(new Refusal.BoundMemory(what, archive.domain().ref(), memories))
                : Optional.empty();
    }

    private Plan accepted(HostState state) {
        var places = places(new OverlayNames(state.files()));
        var steps = new ArrayList<Step>();
        for (var file : archive.domain().files()) {
            steps.add(unpacked(file, places));
        }
        var domain = archive.domain();
        steps.add(
                new ArchiveStep.DefineImport(
                        made,
                        domain.definition(),
                        domain.snapshots(),
                        domain.current(),
                        domain.files().stream()
                                .map(file -> new NewPlace(file.origin(), to(places, file.member())))
                                .toList(),
                        domain.files().stream()
                                .filter(file -> file.role() == Role.NVRAM)
                                .map(file -> to(places, file.member()))
                                .findFirst()));
        long bytes = domain.bytes();
        return new Plan(intent(), steps, bytes, bytes, List.of(), List.of(), List.of());
    }

    private Map<String, Path> places(OverlayNames names) {
        var places = new LinkedHashMap<String, Path>();
        for (var file : archive.domain().files()) {
            var name = Optional.ofNullable(file.origin().getFileName()).orElseThrow();
            places.put(file.member(), names.free(directory.resolve(name)));
        }
        return places;
    }

    private static Path to(Map<String, Path> places, String member) {
        return Optional.ofNullable(places.get(member)).orElseThrow();
    }

    private Step unpacked(ArchivedFile file, Map<String, Path> places) {
        return new ArchiveStep.UnpackFile(
                archive.path(),
                file.member(),
                archive.digest(file.member()),
                to(places, file.member()),
                file.format(),
                file.backing().map(below -> backing(below, places)));
    }

    private Layer.Backing backing(String member, Map<String, Path> places) {
        var format = archive.domain().file(member).flatMap(ArchivedFile::format);
        return new Layer.Backing(to(places, member), format);
    }
}
