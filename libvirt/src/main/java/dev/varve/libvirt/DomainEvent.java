package dev.varve.libvirt;

/// Something that happened to a domain.
public sealed interface DomainEvent {
    /// The domain's name at that moment.
    String domainName();

    /// The domain's UUID, in lower case with dashes.
    String domainUuid();

    /// A block job ended or is ready to pivot.
    ///
    /// @param disk the disk's target, `vda`
    /// @param type one of `VirDomainBlockJobType`
    /// @param status one of `VirConnectDomainEventBlockJobStatus`
    record BlockJob(String domainName, String domainUuid, String disk, int type, int status)
            implements DomainEvent {}

    /// A domain was defined, started, suspended and so on.
    ///
    /// @param event one of `VirDomainEventType`
    /// @param detail why; its numbers are counted per event
    record Lifecycle(String domainName, String domainUuid, int event, int detail)
            implements DomainEvent {}

    /// A guest agent came or went.
    ///
    /// @param state 1 connected, 2 disconnected
    /// @param reason 0 unknown, 1 the domain started, 2 its channel did
    record AgentLifecycle(String domainName, String domainUuid, int state, int reason)
            implements DomainEvent {}
}
