package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.model.DiskTarget;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;

/// The layers that a running QEMU has open for a disk.
record ActiveChain(DomainDisk disk) {
    /// {@return the chain of the disk that has one of the layers, else that of the disk itself; empty where no guest runs}
    ///
    /// The domain is asked last whether it runs: a guest that ends meanwhile has none of its chain.
    ///
    /// @param disk is looked at first; it may have another target since the plan was made
    static Optional<ActiveChain> find(
            LibvirtDomain domain, DiskTarget disk, Path upper, Path lower) {
        var live = DomainXml.parse(domain.xml(VirDomainXMLFlags.SECURE));
        var named = live.disk(disk.name()).map(ActiveChain::new);
        var chain =
                Stream.concat(named.stream(), live.disks().stream().map(ActiveChain::new))
                        .filter(c -> c.name(upper).isPresent() || c.name(lower).isPresent())
                        .findFirst()
                        .or(() -> named);
        return chain.filter(_ -> domain.isActive());
    }

    DiskTarget target() {
        return new DiskTarget(disk.target());
    }

    boolean isHead(Path layer) {
        return disk.sourcePath().map(Paths::real).equals(Optional.of(layer));
    }

    /// {@return the layer that a commit of the active one writes into, if one runs}
    Optional<Path> mirror() {
        return disk.mirror().flatMap(DomainDisk.Mirror::path).map(Paths::real);
    }

    /// {@return the layer on top of `layer`, if both are in the chain}
    Optional<Path> above(Path layer) {
        var paths = new ArrayList<Path>();
        disk.sourcePath().ifPresent(path -> paths.add(Paths.real(path)));
        disk.backingChain().forEach(b -> b.path().ifPresent(path -> paths.add(Paths.real(path))));
        int at = paths.indexOf(layer);
        return at < 1 ? Optional.empty() : Optional.of(paths.get(at - 1));
    }

    /// {@return whether QEMU has a layer below the active one open as qcow2}
    boolean isQcow2(Path layer) {
        return disk.backingChain().stream()
                .filter(b -> b.path().map(Paths::real).equals(Optional.of(layer)))
                .anyMatch(b -> b.format().equals(Optional.of(ImageFormat.QCOW2.formatName())));
    }

    /// {@return how a block job names the layer, if it is in the chain}
    Optional<String> name(Path layer) {
        if (isHead(layer)) {
            return disk.index().map(this::indexed).or(disk::sourcePath);
        }
        return disk.backingChain().stream()
                .filter(b -> b.path().map(Paths::real).equals(Optional.of(layer)))
                .findFirst()
                .flatMap(b -> b.index().map(this::indexed).or(b::path));
    }

    private String indexed(int index) {
        return disk.target() + "[" + index + "]";
    }
}
