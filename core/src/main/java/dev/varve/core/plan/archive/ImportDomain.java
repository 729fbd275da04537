package dev.varve.core.plan.archive;

import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.core.model.DomainArchive;
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
public record ImportDomain(DomainArchive archive, Path directory) implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return Intent.ofDisk(Intent.Kind.IMPORT, archive.domain().ref(), archive.path().toString())
                .saying(directory);
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
        var ref = archive.domain().ref();
        return state.domains().stream()
                .map(domain -> domain.ref())
                .filter(other -> other.uuid().equals(ref.uuid()) || other.name().equals(ref.name()))
                .findFirst()
                .map(other -> new Refusal.DomainThere(what, other, ref));
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
                        domain.ref(),
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
