package dev.varve.libvirt;

/// libvirt's enums: each a class in C's name, its constants without C's prefix, so that
/// `VIR_DOMAIN_SNAPSHOT_CREATE_HALT` is `VirDomainSnapshotCreateFlags.HALT`. They are ints and not
/// Java enums, since flags are added up and a newer libvirt may return what isn't here.
public final class LibvirtEnums {
    /// `virConnectFlags`.
    public static final class VirConnectFlags {
        public static final int RO = 1 << 0;
        public static final int NO_ALIASES = 1 << 1;

        private VirConnectFlags() {}
    }

    /// [LibvirtConnection#domains]; members of one group (`ACTIVE` and `INACTIVE`, say) widen the
    /// list, groups narrow it.
    public static final class VirConnectListAllDomainsFlags {
        public static final int ACTIVE = 1 << 0;
        public static final int INACTIVE = 1 << 1;
        public static final int PERSISTENT = 1 << 2;
        public static final int TRANSIENT = 1 << 3;
        public static final int RUNNING = 1 << 4;
        public static final int PAUSED = 1 << 5;
        public static final int SHUTOFF = 1 << 6;
        public static final int OTHER = 1 << 7;
        public static final int MANAGEDSAVE = 1 << 8;
        public static final int NO_MANAGEDSAVE = 1 << 9;
        public static final int AUTOSTART = 1 << 10;
        public static final int NO_AUTOSTART = 1 << 11;
        public static final int HAS_SNAPSHOT = 1 << 12;
        public static final int NO_SNAPSHOT = 1 << 13;
        public static final int HAS_CHECKPOINT = 1 << 14;
        public static final int NO_CHECKPOINT = 1 << 15;

        private VirConnectListAllDomainsFlags() {}
    }

    /// `virDomainDefineFlags`.
    public static final class VirDomainDefineFlags {
        public static final int VALIDATE = 1 << 0;

        private VirDomainDefineFlags() {}
    }

    /// [LibvirtDomain#create].
    public static final class VirDomainCreateFlags {
        public static final int PAUSED = 1 << 0;
        public static final int AUTODESTROY = 1 << 1;
        public static final int BYPASS_CACHE = 1 << 2;
        public static final int FORCE_BOOT = 1 << 3;
        public static final int VALIDATE = 1 << 4;
        public static final int RESET_NVRAM = 1 << 5;

        private VirDomainCreateFlags() {}
    }

    /// `virDomainDestroyFlagsValues`.
    public static final class VirDomainDestroyFlagsValues {
        public static final int DEFAULT = 0;
        public static final int GRACEFUL = 1 << 0;
        public static final int REMOVE_LOGS = 1 << 1;

        private VirDomainDestroyFlagsValues() {}
    }

    /// `virDomainUndefineFlagsValues`.
    public static final class VirDomainUndefineFlagsValues {
        public static final int MANAGED_SAVE = 1 << 0;
        public static final int SNAPSHOTS_METADATA = 1 << 1;
        public static final int NVRAM = 1 << 2;
        public static final int KEEP_NVRAM = 1 << 3;
        public static final int CHECKPOINTS_METADATA = 1 << 4;
        public static final int TPM = 1 << 5;
        public static final int KEEP_TPM = 1 << 6;

        private VirDomainUndefineFlagsValues() {}
    }

    /// `virDomainXMLFlags`.
    public static final class VirDomainXMLFlags {
        public static final int SECURE = 1 << 0;
        public static final int INACTIVE = 1 << 1;
        public static final int UPDATE_CPU = 1 << 2;
        public static final int MIGRATABLE = 1 << 3;

        private VirDomainXMLFlags() {}
    }

    /// What a change of devices or metadata applies to.
    public static final class VirDomainModificationImpact {
        public static final int CURRENT = 0;
        public static final int LIVE = 1 << 0;
        public static final int CONFIG = 1 << 1;

        private VirDomainModificationImpact() {}
    }

    /// `virDomainMetadataType`.
    public static final class VirDomainMetadataType {
        public static final int DESCRIPTION = 0;
        public static final int TITLE = 1;
        public static final int ELEMENT = 2;

        private VirDomainMetadataType() {}
    }

    /// `virDomainSaveRestoreFlags`.
    public static final class VirDomainSaveRestoreFlags {
        public static final int BYPASS_CACHE = 1 << 0;
        public static final int RUNNING = 1 << 1;
        public static final int PAUSED = 1 << 2;
        public static final int RESET_NVRAM = 1 << 3;

        private VirDomainSaveRestoreFlags() {}
    }

    /// [DomainState#state].
    public static final class VirDomainState {
        public static final int NOSTATE = 0;
        public static final int RUNNING = 1;
        public static final int BLOCKED = 2;
        public static final int PAUSED = 3;
        public static final int SHUTDOWN = 4;
        public static final int SHUTOFF = 5;
        public static final int CRASHED = 6;
        public static final int PMSUSPENDED = 7;

        private VirDomainState() {}
    }

    /// [DomainState#reason] of `VirDomainState.RUNNING`.
    public static final class VirDomainRunningReason {
        public static final int FROM_SNAPSHOT = 4;

        private VirDomainRunningReason() {}
    }

    /// [DomainState#reason] of `VirDomainState.PAUSED`.
    public static final class VirDomainPausedReason {
        public static final int USER = 1;
        public static final int MIGRATION = 2;
        public static final int SAVE = 3;
        public static final int DUMP = 4;
        public static final int IOERROR = 5;
        public static final int FROM_SNAPSHOT = 7;
        public static final int SHUTTING_DOWN = 8;
        public static final int SNAPSHOT = 9;
        public static final int CRASHED = 10;
        public static final int STARTING_UP = 11;
        public static final int API_ERROR = 14;

        private VirDomainPausedReason() {}
    }

    /// [DomainState#reason] of `VirDomainState.SHUTOFF`.
    public static final class VirDomainShutoffReason {
        public static final int SHUTDOWN = 1;
        public static final int DESTROYED = 2;
        public static final int CRASHED = 3;
        public static final int SAVED = 5;
        public static final int FAILED = 6;
        public static final int FROM_SNAPSHOT = 7;

        private VirDomainShutoffReason() {}
    }

    /// `virDomainBlockCommitFlags`.
    public static final class VirDomainBlockCommitFlags {
        public static final int SHALLOW = 1 << 0;
        public static final int DELETE = 1 << 1;
        public static final int ACTIVE = 1 << 2;
        public static final int RELATIVE = 1 << 3;
        public static final int BANDWIDTH_BYTES = 1 << 4;

        private VirDomainBlockCommitFlags() {}
    }

    /// `virDomainBlockPullFlags`.
    public static final class VirDomainBlockPullFlags {
        public static final int BANDWIDTH_BYTES = 1 << 6;

        private VirDomainBlockPullFlags() {}
    }

    /// `virDomainBlockRebaseFlags`.
    public static final class VirDomainBlockRebaseFlags {
        public static final int SHALLOW = 1 << 0;
        public static final int REUSE_EXT = 1 << 1;
        public static final int COPY_RAW = 1 << 2;
        public static final int COPY = 1 << 3;
        public static final int RELATIVE = 1 << 4;
        public static final int COPY_DEV = 1 << 5;
        public static final int BANDWIDTH_BYTES = 1 << 6;

        private VirDomainBlockRebaseFlags() {}
    }

    /// `virDomainBlockCopyFlags`.
    public static final class VirDomainBlockCopyFlags {
        public static final int SHALLOW = 1 << 0;
        public static final int REUSE_EXT = 1 << 1;
        public static final int TRANSIENT_JOB = 1 << 2;
        public static final int SYNCHRONOUS_WRITES = 1 << 3;

        private VirDomainBlockCopyFlags() {}
    }

    /// `virDomainBlockJobAbortFlags`.
    public static final class VirDomainBlockJobAbortFlags {
        public static final int ASYNC = 1 << 0;
        public static final int PIVOT = 1 << 1;

        private VirDomainBlockJobAbortFlags() {}
    }

    /// `virDomainBlockJobInfoFlags`.
    public static final class VirDomainBlockJobInfoFlags {
        public static final int BANDWIDTH_BYTES = 1 << 0;

        private VirDomainBlockJobInfoFlags() {}
    }

    /// `virDomainBlockJobSetSpeedFlags`.
    public static final class VirDomainBlockJobSetSpeedFlags {
        public static final int BANDWIDTH_BYTES = 1 << 0;

        private VirDomainBlockJobSetSpeedFlags() {}
    }

    /// `virDomainBlockJobType`.
    public static final class VirDomainBlockJobType {
        public static final int UNKNOWN = 0;
        public static final int PULL = 1;
        public static final int COPY = 2;
        public static final int COMMIT = 3;
        public static final int ACTIVE_COMMIT = 4;
        public static final int BACKUP = 5;

        private VirDomainBlockJobType() {}
    }

    /// [DomainEvent.BlockJob#status].
    public static final class VirConnectDomainEventBlockJobStatus {
        public static final int COMPLETED = 0;
        public static final int FAILED = 1;
        public static final int CANCELED = 2;
        public static final int READY = 3;

        private VirConnectDomainEventBlockJobStatus() {}
    }

    /// The events that can be listened for.
    public static final class VirDomainEventID {
        public static final int LIFECYCLE = 0;
        public static final int BLOCK_JOB_2 = 16;
        public static final int AGENT_LIFECYCLE = 18;

        private VirDomainEventID() {}
    }

    /// [DomainEvent.Lifecycle#event].
    public static final class VirDomainEventType {
        public static final int DEFINED = 0;
        public static final int UNDEFINED = 1;
        public static final int STARTED = 2;
        public static final int SUSPENDED = 3;
        public static final int RESUMED = 4;
        public static final int STOPPED = 5;
        public static final int SHUTDOWN = 6;
        public static final int PMSUSPENDED = 7;
        public static final int CRASHED = 8;

        private VirDomainEventType() {}
    }

    /// [LibvirtDomain#createSnapshot].
    public static final class VirDomainSnapshotCreateFlags {
        public static final int REDEFINE = 1 << 0;
        public static final int CURRENT = 1 << 1;
        public static final int NO_METADATA = 1 << 2;
        public static final int HALT = 1 << 3;
        public static final int DISK_ONLY = 1 << 4;
        public static final int REUSE_EXT = 1 << 5;
        public static final int QUIESCE = 1 << 6;
        public static final int ATOMIC = 1 << 7;
        public static final int LIVE = 1 << 8;
        public static final int VALIDATE = 1 << 9;

        private VirDomainSnapshotCreateFlags() {}
    }

    /// [LibvirtDomain#snapshots] (`ROOTS`) and [LibvirtSnapshot#children] (`DESCENDANTS`, the same
    /// number).
    public static final class VirDomainSnapshotListFlags {
        public static final int ROOTS = 1 << 0;
        public static final int DESCENDANTS = 1 << 0;
        public static final int LEAVES = 1 << 2;
        public static final int NO_LEAVES = 1 << 3;
        public static final int METADATA = 1 << 1;
        public static final int NO_METADATA = 1 << 4;
        public static final int INACTIVE = 1 << 5;
        public static final int ACTIVE = 1 << 6;
        public static final int DISK_ONLY = 1 << 7;
        public static final int INTERNAL = 1 << 8;
        public static final int EXTERNAL = 1 << 9;
        public static final int TOPOLOGICAL = 1 << 10;

        private VirDomainSnapshotListFlags() {}
    }

    /// `virDomainSnapshotXMLFlags`.
    public static final class VirDomainSnapshotXMLFlags {
        public static final int SECURE = 1;

        private VirDomainSnapshotXMLFlags() {}
    }

    /// `virDomainSnapshotRevertFlags`.
    public static final class VirDomainSnapshotRevertFlags {
        public static final int RUNNING = 1 << 0;
        public static final int PAUSED = 1 << 1;
        public static final int FORCE = 1 << 2;
        public static final int RESET_NVRAM = 1 << 3;

        private VirDomainSnapshotRevertFlags() {}
    }

    /// `virDomainSnapshotDeleteFlags`.
    public static final class VirDomainSnapshotDeleteFlags {
        public static final int CHILDREN = 1 << 0;
        public static final int METADATA_ONLY = 1 << 1;
        public static final int CHILDREN_ONLY = 1 << 2;

        private VirDomainSnapshotDeleteFlags() {}
    }

    /// `virDomainQemuMonitorCommandFlags`.
    public static final class VirDomainQemuMonitorCommandFlags {
        public static final int DEFAULT = 0;
        public static final int HMP = 1 << 0;

        private VirDomainQemuMonitorCommandFlags() {}
    }

    private LibvirtEnums() {}
}
