package dev.varve.host;

import dev.varve.libvirt.DomainEvent;
import dev.varve.libvirt.LibvirtEnums.VirDomainEventType;

/// libvirt's lifecycle events of a domain that goes on from a snapshot. Their details are counted per event:
/// `virDomainEventStartedDetailType` and its siblings in libvirt-domain.h.
final class FromSnapshot {
    private static final int STARTED = 3;
    private static final int SUSPENDED = 5;
    private static final int RESUMED = 2;
    private static final int STOPPED = 6;

    private FromSnapshot() {}

    /// {@return whether the event tells that}
    static boolean told(DomainEvent.Lifecycle event) {
        return switch (event.event()) {
            case VirDomainEventType.STARTED -> event.detail() == STARTED;
            case VirDomainEventType.SUSPENDED -> event.detail() == SUSPENDED;
            case VirDomainEventType.RESUMED -> event.detail() == RESUMED;
            case VirDomainEventType.STOPPED -> event.detail() == STOPPED;
            default -> false;
        };
    }
}
