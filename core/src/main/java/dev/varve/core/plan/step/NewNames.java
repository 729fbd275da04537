package dev.varve.core.plan.step;

import dev.varve.core.model.DomainRef;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/// The names of files that a plan makes, Varve's and libvirt's. One that can't be had is found out before
/// anything is begun: a step that fails on its name might be one that can't be taken back.
public final class NewNames {
    /// Behind the name of a domain or a snapshot, in the file that libvirt keeps it in while it is written
    /// (libvirt: virDomainSnapshot… and virDomainDefSave, by way of virFileRewrite).
    private static final String KEPT_AS = ".xml.new";

    /// In the name of a file, on each file system that people keep images on (limits.h: NAME_MAX).
    private static final int BYTES_MAX = 255;

    private final Plan plan;

    private NewNames(Plan plan) {
        this.plan = plan;
    }

    /// {@return why one of the plan's files can't have its name}
    public static Optional<Refusal> refuse(Plan plan) {
        return new NewNames(plan).refuse();
    }

    private Optional<Refusal> refuse() {
        var steps = plan.steps().stream().map(Step::plain).toList();
        return Stream.concat(
                        steps.stream().flatMap(this::kept), steps.stream().flatMap(this::files))
                .findFirst();
    }

    /// {@return why libvirt can't keep what the step has it define}
    private Stream<Refusal> kept(Step step) {
        return switch (step) {
            case TakeStep.TakeSnapshot s ->
                    s.options().noMetadata() ? Stream.empty() : kept("snapshot", s.name().value());
            case TakeStep.TakeMember s -> kept(s.take());
            case SnapshotStep.RecordSnapshot s -> kept("snapshot", s.name().value());
            case CloneStep.DefineClone s -> kept(s.made());
            case CloneStep.ResumeClone s -> kept(s.define().made());
            case ArchiveStep.DefineImport s ->
                    Stream.concat(
                            kept(s.made()),
                            s.snapshots().stream()
                                    .flatMap(each -> kept("snapshot", each.name().value())));
            case TakeStep.UntakeSnapshot _,
                    CloneStep.UndefineClone _,
                    ArchiveStep.UnpackFile _,
                    ArchiveStep.DropUnpacked _,
                    ArchiveStep.UndefineImport _,
                    Step.OnDomain _,
                    DomainStep _,
                    GuestStep _,
                    ImageStep _,
                    InternalStep _,
                    MemoryStep _,
                    MergeStep _,
                    MirrorStep _,
                    SnapshotStep _,
                    StoreStep _ ->
                    Stream.empty();
        };
    }

    private Stream<Refusal> kept(DomainRef made) {
        return kept("domain", made.name());
    }

    /// {@return why libvirt can't keep a domain or a snapshot of that name, in a few words}
    public static Optional<String> whyNotKept(String name) {
        if (name.isEmpty()) {
            return Optional.of("is empty");
        }
        return name.contains("/")
                ? Optional.of("has a /")
                : why(name, BYTES_MAX - KEPT_AS.length());
    }

    private Stream<Refusal> kept(String what, String name) {
        return whyNotKept(name)
                .map(why -> refusal("the %s's name %s: choose another".formatted(what, why)))
                .stream();
    }

    private Stream<Refusal> files(Step step) {
        return StepFiles.of(step).created().stream()
                .flatMap(file -> {
                    var name = String.valueOf(file.getFileName());
                    return why(name, BYTES_MAX)
                            .map(why ->
                                    refusal("the name of the new file %s %s".formatted(name, why)))
                            .stream();
                });
    }

    private static Optional<String> why(String name, int most) {
        if (name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("has a control character, which libvirt's XML can't hold");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes > most
                ? Optional.of("has %d bytes, and no more than %d fit".formatted(bytes, most))
                : Optional.empty();
    }

    private Refusal refusal(String why) {
        return new Refusal.InvalidRequest(oneLine("cannot " + plan.intent() + ": " + why));
    }

    private static String oneLine(String text) {
        var line = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (Character.isISOControl(c)) {
                        line.append("\\x%02x".formatted(c));
                    } else {
                        line.appendCodePoint(c);
                    }
                });
        return line.toString();
    }
}
