package dev.varve.libvirt;

/// The enums of virterror.h, as [LibvirtEnums] has the others.
public final class LibvirtErrorEnums {
    /// [LibvirtException#domainCode]; those that tell where a connection broke.
    public static final class VirErrorDomain {
        public static final int RPC = 7;
        public static final int REMOTE = 13;

        private VirErrorDomain() {}
    }

    /// [LibvirtException#code]; those that are told apart here.
    public static final class VirErrorNumber {
        public static final int INTERNAL_ERROR = 1;
        public static final int NO_SUPPORT = 3;
        public static final int UNKNOWN_HOST = 4;
        public static final int NO_CONNECT = 5;
        public static final int INVALID_CONN = 6;
        public static final int INVALID_DOMAIN = 7;
        public static final int INVALID_ARG = 8;
        public static final int OPERATION_FAILED = 9;
        public static final int CALL_FAILED = 26;
        public static final int XML_ERROR = 27;
        public static final int OPERATION_DENIED = 29;
        public static final int XML_DETAIL = 35;
        public static final int SYSTEM_ERROR = 38;
        public static final int RPC = 39;
        public static final int NO_DOMAIN = 42;
        public static final int NO_STORAGE_POOL = 49;
        public static final int AUTH_FAILED = 45;
        public static final int OPERATION_INVALID = 55;
        public static final int CONFIG_UNSUPPORTED = 67;
        public static final int OPERATION_TIMEOUT = 68;
        public static final int INVALID_DOMAIN_SNAPSHOT = 71;
        public static final int NO_DOMAIN_SNAPSHOT = 72;
        public static final int ARGUMENT_UNSUPPORTED = 74;
        public static final int SNAPSHOT_REVERT_RISKY = 77;
        public static final int OPERATION_ABORTED = 78;
        public static final int AUTH_CANCELLED = 79;
        public static final int NO_DOMAIN_METADATA = 80;
        public static final int BLOCK_COPY_ACTIVE = 83;
        public static final int OPERATION_UNSUPPORTED = 84;
        public static final int SSH = 85;
        public static final int AGENT_UNRESPONSIVE = 86;
        public static final int RESOURCE_BUSY = 87;
        public static final int ACCESS_DENIED = 88;
        public static final int XML_INVALID_SCHEMA = 92;
        public static final int AUTH_UNAVAILABLE = 94;
        public static final int AGENT_UNSYNCED = 97;
        public static final int LIBSSH = 98;
        public static final int DEVICE_MISSING = 99;
        public static final int CHECKPOINT_INCONSISTENT = 109;
        public static final int AGENT_COMMAND_TIMEOUT = 112;
        public static final int AGENT_COMMAND_FAILED = 113;

        private VirErrorNumber() {}
    }

    private LibvirtErrorEnums() {}
}
