package dev.varve.cli.virsh;

import dev.varve.cli.json.DomainList;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainMetadataType;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.Xml;
import java.util.Optional;

/// What a domain tells, as virsh reads it.
///
/// @param state one of `VirDomainState`
record DomainReading(LibvirtDomain domain, int state) {
    static DomainReading of(LibvirtDomain domain) {
        return new DomainReading(domain, domain.state().state());
    }

    static String idText(LibvirtDomain domain) {
        var id = domain.id();
        return id.isPresent() ? Integer.toString(id.getAsInt()) : "-";
    }

    /// The state in virsh's words.
    ///
    /// @param marksSaved whether a domain with saved memory is `saved`
    String stateText(boolean marksSaved) {
        if (marksSaved && state == VirDomainState.SHUTOFF && isSaved()) {
            return "saved";
        }
        return switch (state) {
            case VirDomainState.RUNNING -> "running";
            case VirDomainState.BLOCKED -> "idle";
            case VirDomainState.PAUSED -> "paused";
            case VirDomainState.SHUTDOWN -> "in shutdown";
            case VirDomainState.SHUTOFF -> "shut off";
            case VirDomainState.CRASHED -> "crashed";
            case VirDomainState.PMSUSPENDED -> "pmsuspended";
            default -> "no state";
        };
    }

    /// The state in the words of libvirt's documents.
    private String stateWord() {
        return switch (state) {
            case VirDomainState.RUNNING -> "running";
            case VirDomainState.BLOCKED -> "blocked";
            case VirDomainState.PAUSED -> "paused";
            case VirDomainState.SHUTDOWN -> "shutdown";
            case VirDomainState.SHUTOFF -> "shutoff";
            case VirDomainState.CRASHED -> "crashed";
            case VirDomainState.PMSUSPENDED -> "pmsuspended";
            default -> "nostate";
        };
    }

    /// False where the driver knows no such thing.
    private boolean isSaved() {
        try {
            return domain.hasManagedSave();
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.UNSUPPORTED) {
                return false;
            }
            throw e;
        }
    }

    Optional<String> title() {
        try {
            return domain.metadata(VirDomainMetadataType.TITLE, "", 0);
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.UNSUPPORTED) {
                return Xml.parse(domain.xml(0)).childText("title");
            }
            throw e;
        }
    }

    DomainList.Domain json() {
        return new DomainList.Domain(
                domain.name(),
                domain.uuid(),
                domain.id(),
                stateWord(),
                title(),
                domain.isPersistent(),
                isSaved());
    }
}
