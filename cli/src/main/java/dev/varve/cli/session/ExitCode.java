package dev.varve.cli.session;

import dev.varve.libvirt.LibvirtException;
import dev.varve.operation.Refusal;
import dev.varve.operation.VarveException;
import java.util.Locale;

/// How a process ends. virsh's commands know 0 and 1 only; ours use all.
public enum ExitCode {
    DONE(0),
    FAILED(1),
    USAGE(2),
    NOT_FOUND(3),
    REFUSED(4),
    BUSY(5),
    NO_CONNECTION(6),
    PARTLY_DONE(7),
    /// Of `status --check`, whose codes are those of Nagios' plugins.
    CHECK_WARNING(1),
    /// Of `status --check`.
    CHECK_CRITICAL(2),
    /// Of `status --check`.
    CHECK_UNKNOWN(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /// {@return the number for the shell}
    public int number() {
        return number;
    }

    /// {@return its word in JSON: `not-found`}
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// {@return how a command ends for which libvirt failed}
    public static ExitCode of(LibvirtException.Kind kind) {
        return switch (kind) {
            case NO_DOMAIN, NO_SNAPSHOT -> NOT_FOUND;
            case BUSY, TIMEOUT -> BUSY;
            case NO_LIBRARY, DISCONNECTED -> NO_CONNECTION;
            case UNSUPPORTED, DENIED, RISKY -> REFUSED;
            case INVALID, AGENT, FAILED -> FAILED;
        };
    }

    /// {@return how a command ends for which an operation failed}
    public static ExitCode of(VarveException.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> NOT_FOUND;
            case BUSY, PENDING -> BUSY;
            case DISCONNECTED -> NO_CONNECTION;
            case UNSUPPORTED, EXISTS -> REFUSED;
            case UNFINISHED, NOT_STARTED -> PARTLY_DONE;
            case INVALID, CANCELLED, NO_ROOM, UNMERGED, FAILED -> FAILED;
        };
    }

    /// {@return how a command ends whose change was refused}
    public static ExitCode of(Refusal.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> NOT_FOUND;
            case BUSY -> BUSY;
            case INVALID -> USAGE;
            case UNSUPPORTED, RISKY, UNSAFE, CHANGED -> REFUSED;
        };
    }
}
