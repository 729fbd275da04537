package dev.varve.host;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Place;
import dev.varve.core.plan.block.CommitLayers;
import dev.varve.core.plan.block.CopyDisk;
import dev.varve.core.plan.block.PullLayers;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.core.plan.relocate.RelocateDomain;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorOptions;
import dev.varve.image.ImageFormat;
import dev.varve.operation.DiskChange;
import dev.varve.operation.VarveException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What the library's changes to disks are to the engine.
///
/// @param host where what a user names is
public record EngineDiskChanges(Supplier<HostOperations> host) {
    /// {@return the change to that domain}
    ///
    /// @throws VarveException for what can't be asked for
    EngineChange of(DiskChange asked, DomainRef domain) {
        return switch (asked) {
            case DiskChange.Relocate(var directory, var disk) -> {
                var place = host.get().directory(directory);
                yield new EngineChange(
                        new RelocateDomain(domain, place, disk.map(DiskTarget::new)),
                        Set.of(place));
            }
            case DiskChange.Commit(var disk, var base, var top, var shallow, var active) ->
                    new EngineChange(
                            new CommitLayers(
                                    domain,
                                    disk,
                                    base.map(EngineDiskChanges::absolute),
                                    top.map(EngineDiskChanges::absolute),
                                    shallow,
                                    active));
            case DiskChange.Pull(var disk, var base) ->
                    new EngineChange(
                            new PullLayers(domain, disk, base.map(EngineDiskChanges::absolute)));
            case DiskChange.Copy copy -> copy(domain, copy);
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

    private EngineChange copy(DomainRef domain, DiskChange.Copy asked) {
        var copy = real(absolute(asked.copy()));
        var how = asked.options();
        var change =
                new CopyDisk(
                        domain,
                        asked.disk(),
                        copy,
                        asked.format().map(word -> format(asked.disk(), word)),
                        asked.shallow(),
                        new MirrorOptions(
                                how.reuse(),
                                how.block(),
                                how.synchronous(),
                                how.granularity(),
                                how.buffer()),
                        end(asked.end()));
        return new EngineChange(
                change, Optional.ofNullable(copy.getParent()).filter(_ -> !how.block()));
    }

    /// The real name of the directory is what QEMU tells of afterwards.
    private Path real(Path file) {
        return Optional.ofNullable(file.getParent())
                .map(parent -> host.get().locate(parent))
                .filter(Place.Directory.class::isInstance)
                .map(place -> place.path().resolve(file.getFileName()))
                .orElse(file);
    }

    private static ImageFormat format(String disk, String word) {
        return switch (ImageFormat.of(word)) {
            case RAW -> ImageFormat.RAW;
            case QCOW2 -> ImageFormat.QCOW2;
            case OTHER ->
                    throw new VarveException(
                            VarveException.Kind.INVALID,
                            "unsupported configuration: unknown driver format value '"
                                    + word
                                    + "'");
            case QCOW, QED, VMDK, VDI, VPC, VHDX, LUKS ->
                    throw new VarveException(
                            VarveException.Kind.UNSUPPORTED,
                            "cannot copy disk %s: Varve makes raw and qcow2 images, not %s"
                                    .formatted(disk, word));
        };
    }

    private static MirrorEnd end(DiskChange.CopyEnd end) {
        return switch (end) {
            case STARTED -> MirrorEnd.STARTED;
            case IN_STEP -> MirrorEnd.READY;
            case COPIED -> MirrorEnd.COPIED;
            case PIVOTED -> MirrorEnd.PIVOTED;
        };
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
