package dev.varve.libvirt.hypervisor.steps;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Placement;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSaveRestoreFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.hypervisor.observe.HalfDoneReader;
import dev.varve.libvirt.hypervisor.observe.ModelReader;
import dev.varve.libvirt.hypervisor.observe.Observation;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Steps on a domain's definition, and its stop and start.
public final class DomainSteps {
    private final LibvirtConnection connection;
    private final LibvirtDomain domain;

    public DomainSteps(LibvirtConnection connection, LibvirtDomain domain) {
        this.connection = connection;
        this.domain = domain;
    }

    public void perform(DomainStep step) {
        switch (step) {
            case DomainStep.DefineDomain s -> define(s);
            case DomainStep.RestoreDefinition s -> restore(s);
            case DomainStep.RepointDomain s -> repoint(s.moves());
            case DomainStep.RedirectDomain s -> repoint(s.moves());
            case DomainStep.StopDomain _ -> stop();
            case DomainStep.StopUnstarted _ -> stopUnstarted();
            case DomainStep.DropManagedSave _ -> dropManagedSave();
            case DomainStep.StartDomain s -> start(s);
            case DomainStep.RestoreMemory s -> resume(s);
        }
    }

    /// The definition is the snapshot's, but for the name, which may have changed, and for the disks
    /// that the snapshot excluded: those stay as they are now.
    private void define(DomainStep.DefineDomain step) {
        var snapshot = SnapshotXml.parse(step.document());
        var now = DomainXml.parse(step.previous());
        var then =
                snapshot.nextDomain()
                        .orElseThrow(() ->
                                new HypervisorException(
                                        Kind.INVALID,
                                        "snapshot " + step.name() + " holds no domain"));
        var placed =
                step.placements().stream().map(p -> p.disk().name()).collect(Collectors.toSet());
        var definition = withDisksOf(then.withoutRuntime(), now, placed);
        for (var lost : step.without()) {
            definition = definition.withoutDisk(lost.name());
        }
        for (var placement : step.placements()) {
            definition = placed(definition, placement);
        }
        define(
                definition
                        .withoutMetadata(DomainXml.VARVE_NAMESPACE)
                        .withName(now.name().orElse(domain.name())));
    }

    private static DomainXml withDisksOf(DomainXml then, DomainXml now, Set<String> placed) {
        var kept = then;
        for (var disk : then.disks()) {
            if (!placed.contains(disk.target()) && now.disk(disk.target()).isPresent()) {
                kept = kept.withDiskFrom(disk.target(), now);
            }
        }
        return kept;
    }

    /// {@return the definition with the image in the place of what the disk has now}
    static DomainXml placed(DomainXml definition, Placement placement) {
        return definition.mapDisks(disk ->
                disk.target().equals(placement.disk().name()) && !isOn(disk, placement)
                        ? placed(disk, placement.image(), placement.format().formatName())
                        : disk);
    }

    private static boolean isOn(DomainDisk disk, Placement placement) {
        return disk.sourcePath().map(Paths::real).equals(Optional.of(Paths.real(placement.image())))
                && disk.driverType().equals(Optional.of(placement.format().formatName()));
    }

    private void restore(DomainStep.RestoreDefinition step) {
        define(DomainXml.parse(step.definition()));
    }

    public void repoint(List<Move> moves) {
        if (!domain.isPersistent()) {
            return;
        }
        refuseRunning(moves);
        var flags = VirDomainXMLFlags.SECURE | VirDomainXMLFlags.INACTIVE;
        var before = DomainXml.parse(domain.xml(flags));
        var after = moved(before, moves.stream().map(m -> retargeted(m, before)).toList());
        if (!after.equals(before)) {
            define(after);
        }
    }

    /// Somebody may have given the disk another target since the plan was made: it is the one on the image.
    private static Move retargeted(Move move, DomainXml definition) {
        boolean known =
                definition.disks().stream()
                        .filter(disk -> disk.target().equals(move.disk().name()))
                        .flatMap(disk -> disk.sourcePath().stream())
                        .map(Paths::real)
                        .anyMatch(path -> isEnd(path, move));
        return known
                ? move
                : definition.disks().stream()
                        .filter(disk -> isOn(disk, move.from()))
                        .map(disk -> move.of(new DiskTarget(disk.target())))
                        .findFirst()
                        .orElse(move);
    }

    private static boolean isEnd(Path path, Move move) {
        return path.equals(Paths.real(move.from())) || path.equals(Paths.real(move.to()));
    }

    private static boolean isOn(DomainDisk disk, Path image) {
        return disk.sourcePath().map(Paths::real).equals(Optional.of(Paths.real(image)));
    }

    /// Whoever defined the domain anew would let the guest's writes be forgotten when it stops.
    private void refuseRunning(List<Move> moves) {
        if (!domain.isActive()) {
            return;
        }
        var live = DomainXml.parse(domain.xml(VirDomainXMLFlags.SECURE));
        for (var move : moves) {
            if (live.disks().stream().anyMatch(disk -> isOn(disk, move.from()))) {
                throw new HypervisorException(
                        Kind.BUSY,
                        "cannot let the domain name "
                                + move.to()
                                + ": its guest was started and writes "
                                + move.from());
            }
        }
    }

    /// {@return the domain with every disk that names an image which moved naming the new one; one that
    /// states it as a layer below leaves what is below to the headers}
    static DomainXml moved(DomainXml definition, List<Move> moves) {
        return definition.mapDisks(disk -> {
            for (var move : moves) {
                if (names(disk, move)) {
                    return placed(disk, move.to(), move.format().formatName());
                }
            }
            return moves.stream().anyMatch(move -> states(disk, move)) ? disk.withoutChain() : disk;
        });
    }

    private static boolean states(DomainDisk disk, Move move) {
        return disk.target().equals(move.disk().name())
                && ModelReader.stated(disk).contains(Paths.real(move.from()));
    }

    private static boolean names(DomainDisk disk, Move move) {
        return disk.target().equals(move.disk().name())
                && disk.sourcePath().map(Paths::real).equals(Optional.of(Paths.real(move.from())));
    }

    /// {@return the disk on another image, as a file or a block device, whichever it is}
    private static DomainDisk placed(DomainDisk disk, Path image, String format) {
        var file = disk.withSource(image.toString(), format);
        if (!Files.exists(image) || Files.isRegularFile(image)) {
            return file;
        }
        return new DomainDisk(
                file.element()
                        .withAttribute("type", "block")
                        .mapChildren(
                                "source",
                                source ->
                                        source.withoutAttribute("file")
                                                .withAttribute("dev", image.toString())));
    }

    private void define(DomainXml definition) {
        connection.defineDomain(definition.toString()).close();
    }

    /// A libvirt that was opened just now may find out while it stops the guest that there is none.
    private void stop() {
        if (!domain.isActive()) {
            return;
        }
        try {
            domain.destroy();
        } catch (LibvirtException e) {
            if (domain.isActive()) {
                throw e;
            }
        }
    }

    /// Somebody may have let the guest run since the plan was made.
    private void stopUnstarted() {
        if (!domain.isActive()) {
            return;
        }
        if (!HalfDoneReader.neverRan(domain, Observation.domain(domain).state())) {
            throw new HypervisorException(
                    Kind.BUSY,
                    "cannot end the QEMU of " + domain.name() + ": its guest runs, or has run");
        }
        stop();
    }

    private void dropManagedSave() {
        if (domain.hasManagedSave()) {
            domain.managedSaveRemove();
        }
    }

    private void start(DomainStep.StartDomain step) {
        if (!domain.isActive()) {
            domain.create(
                    (step.paused() ? VirDomainCreateFlags.PAUSED : 0)
                            | (step.resetNvram() ? VirDomainCreateFlags.RESET_NVRAM : 0));
        }
    }

    private void resume(DomainStep.RestoreMemory step) {
        if (domain.isActive()) {
            return;
        }
        var file = step.file().toString();
        var saved = DomainXml.parse(connection.saveImageXml(file, VirDomainXMLFlags.SECURE));
        var defined =
                DomainXml.parse(domain.xml(VirDomainXMLFlags.SECURE | VirDomainXMLFlags.INACTIVE));
        var flags =
                (step.paused()
                                ? VirDomainSaveRestoreFlags.PAUSED
                                : VirDomainSaveRestoreFlags.RUNNING)
                        | (step.resetNvram() ? VirDomainSaveRestoreFlags.RESET_NVRAM : 0);
        connection.restore(file, withSourcesOf(saved, defined).toString(), flags);
    }

    /// The saved domain must look the same to its guest; only where its disks and its NVRAM lie may differ.
    private static DomainXml withSourcesOf(DomainXml saved, DomainXml defined) {
        var nvram = defined.nvram().filter(_ -> saved.nvram().isPresent());
        return (nvram.isPresent() ? saved.withNvram(nvram) : saved)
                .mapDisks(disk -> {
                    var now = defined.disk(disk.target());
                    var path = now.flatMap(DomainDisk::sourcePath);
                    return path.isPresent() && disk.sourcePath().isPresent()
                            ? placed(
                                    disk,
                                    Path.of(path.get()),
                                    now.flatMap(DomainDisk::driverType).orElse("raw"))
                            : disk;
                });
    }
}
