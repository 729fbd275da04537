package dev.varve.core.plan.archive;

import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Renaming;
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
/// host; or a copy of that domain, with a name, UUID, MAC addresses and files of its own.
///
/// The domain is defined last, with all its snapshots at once: until then nobody can start it, and all can
/// be taken back.
public record ImportDomain(DomainArchive archive, ImportedAs as, Path directory) implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        var intent = Intent.ofDisk(Intent.Kind.IMPORT, made(), archive.path().toString());
        return switch (as) {
            case ImportedAs.OwnName() -> intent.saying(directory);
            case ImportedAs.Copy _ -> intent.saying(directory, "as a copy");
        };
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        return refuse(state).<Planned>map(refusal -> refusal).orElseGet(() -> accepted(state));
    }

    private DomainRef made() {
        return switch (as) {
            case ImportedAs.OwnName() -> archived();
            case ImportedAs.Copy(var made, _) -> made;
        };
    }

    private DomainRef archived() {
        return archive.domain().ref();
    }

    private Optional<Refusal> refuse(HostState state) {
        var what = intent().toString();
        if (state.missing().containsKey(directory)) {
            var why = state.missing().get(directory);
            return Optional.of(new ImageRefusal.NoDirectory(what, directory, why));
        }
        return switch (as) {
            case ImportedAs.OwnName() -> refuseTaken(what, state);
            case ImportedAs.Copy copy -> new ImportedCopy(archived(), copy).refuse(what, state);
        };
    }

    private Optional<Refusal> refuseTaken(String what, HostState state) {
        var ref = archived();
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
        steps.add(defined(places));
        long bytes = archive.domain().bytes();
        return new Plan(intent(), steps, bytes, bytes, List.of(), List.of(), remarks());
    }

    private Step defined(Map<String, Path> places) {
        var domain = archive.domain();
        return new ArchiveStep.DefineImport(
                made(),
                domain.definition(),
                domain.snapshots(),
                domain.current(),
                domain.files().stream()
                        .map(file -> new NewPlace(file.origin(), to(places, file.member())))
                        .toList(),
                domain.files().stream()
                        .filter(file -> file.role() == Role.NVRAM)
                        .map(file -> to(places, file.member()))
                        .findFirst(),
                original());
    }

    private Optional<String> original() {
        return switch (as) {
            case ImportedAs.OwnName() -> Optional.empty();
            case ImportedAs.Copy _ -> Optional.of(archived().name());
        };
    }

    private List<String> remarks() {
        return switch (as) {
            case ImportedAs.OwnName() -> List.of();
            case ImportedAs.Copy copy -> new ImportedCopy(archived(), copy).remarks();
        };
    }

    private Map<String, Path> places(OverlayNames names) {
        var renaming = new Renaming(archived().name(), made().name());
        var places = new LinkedHashMap<String, Path>();
        for (var file : archive.domain().files()) {
            var name = Optional.ofNullable(file.origin().getFileName()).orElseThrow();
            places.put(
                    file.member(), names.free(directory.resolve(renaming.of(name).orElse(name))));
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
