package dev.varve.libvirt;

import dev.varve.libvirt.LibvirtErrorEnums.VirErrorDomain;
import dev.varve.libvirt.LibvirtErrorEnums.VirErrorNumber;
import java.io.Serial;

/// libvirt refused or failed. [#getMessage] is libvirt's own text to the letter, the one that virsh
/// prints after `error: `, in the language of the process's locale: decide by [#kind].
public final class LibvirtException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /// What went wrong, as far as a caller would act on it.
    public enum Kind {
        /// libvirt's client library is not installed.
        NO_LIBRARY,
        /// The domain doesn't exist, or no longer.
        NO_DOMAIN,
        /// The snapshot doesn't exist, or no longer.
        NO_SNAPSHOT,
        /// Somebody else is using it: try again later.
        BUSY,
        /// This libvirt, hypervisor or QEMU can't do it.
        UNSUPPORTED,
        /// The user may not do it, did not prove who they are, or the connection is read-only.
        DENIED,
        /// An argument or document is wrong, or the domain's present state rules the call out.
        INVALID,
        /// There is no connection to libvirt, or it is lost.
        DISCONNECTED,
        /// A revert that wants `VirDomainSnapshotRevertFlags.FORCE`.
        RISKY,
        /// libvirt gave up waiting, for the domain's lock in particular.
        TIMEOUT,
        /// The guest agent doesn't answer, or failed.
        AGENT,
        /// Anything else.
        FAILED;

        /// The one table from libvirt's numbers to ours.
        static Kind of(int code, int domain) {
            return switch (code) {
                case VirErrorNumber.NO_DOMAIN -> NO_DOMAIN;
                case VirErrorNumber.NO_DOMAIN_SNAPSHOT -> NO_SNAPSHOT;
                case VirErrorNumber.RESOURCE_BUSY, VirErrorNumber.BLOCK_COPY_ACTIVE -> BUSY;
                case VirErrorNumber.NO_SUPPORT,
                        VirErrorNumber.CALL_FAILED,
                        VirErrorNumber.CONFIG_UNSUPPORTED,
                        VirErrorNumber.ARGUMENT_UNSUPPORTED,
                        VirErrorNumber.OPERATION_UNSUPPORTED ->
                        UNSUPPORTED;
                case VirErrorNumber.OPERATION_DENIED,
                        VirErrorNumber.AUTH_FAILED,
                        VirErrorNumber.AUTH_CANCELLED,
                        VirErrorNumber.AUTH_UNAVAILABLE,
                        VirErrorNumber.ACCESS_DENIED ->
                        DENIED;
                case VirErrorNumber.INVALID_DOMAIN,
                        VirErrorNumber.INVALID_ARG,
                        VirErrorNumber.XML_ERROR,
                        VirErrorNumber.XML_DETAIL,
                        VirErrorNumber.XML_INVALID_SCHEMA,
                        VirErrorNumber.OPERATION_INVALID,
                        VirErrorNumber.INVALID_DOMAIN_SNAPSHOT,
                        VirErrorNumber.DEVICE_MISSING ->
                        INVALID;
                case VirErrorNumber.UNKNOWN_HOST,
                        VirErrorNumber.NO_CONNECT,
                        VirErrorNumber.INVALID_CONN,
                        VirErrorNumber.RPC,
                        VirErrorNumber.SSH,
                        VirErrorNumber.LIBSSH ->
                        DISCONNECTED;
                case VirErrorNumber.SNAPSHOT_REVERT_RISKY -> RISKY;
                case VirErrorNumber.OPERATION_TIMEOUT -> TIMEOUT;
                case VirErrorNumber.AGENT_UNRESPONSIVE,
                        VirErrorNumber.AGENT_UNSYNCED,
                        VirErrorNumber.AGENT_COMMAND_TIMEOUT,
                        VirErrorNumber.AGENT_COMMAND_FAILED ->
                        AGENT;
                default -> domain == VirErrorDomain.RPC ? DISCONNECTED : FAILED;
            };
        }
    }

    private final Kind kind;
    private final int code;
    private final int domainCode;

    LibvirtException(int code, int domainCode, String message) {
        super(message);
        this.kind = Kind.of(code, domainCode);
        this.code = code;
        this.domainCode = domainCode;
    }

    LibvirtException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.code = 0;
        this.domainCode = 0;
    }

    LibvirtException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = 0;
        this.domainCode = 0;
    }

    public Kind kind() {
        return kind;
    }

    /// libvirt's `virErrorNumber`, of which [VirErrorNumber] has the ones met most; 0 if the
    /// exception is our own.
    public int code() {
        return code;
    }

    /// libvirt's `virErrorDomain`, the part of libvirt that the error comes from; 0 if the
    /// exception is our own.
    public int domainCode() {
        return domainCode;
    }
}
