package dev.varve.host;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.operation.JournalException;
import dev.varve.core.operation.OperationException;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.XmlException;
import dev.varve.operation.VarveException;
import dev.varve.operation.VarveException.Kind;
import java.util.function.Supplier;

/// What the engine and libvirt throw, in the library's words.
public final class Failures {
    private Failures() {}

    /// {@return what `work` returns}
    ///
    /// @throws VarveException where it fails as the engine or libvirt does
    public static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (LibvirtException e) {
            throw of(kind(e.kind()), e);
        } catch (HypervisorException e) {
            throw of(kind(e.kind()), e);
        } catch (OperationException e) {
            throw new VarveException(kind(e.kind()), String.valueOf(e.getMessage()), e.reason(), e);
        } catch (JournalException | XmlException e) {
            throw of(Kind.FAILED, e);
        }
    }

    private static VarveException of(Kind kind, RuntimeException e) {
        var message = String.valueOf(e.getMessage());
        return new VarveException(kind, message, message, e);
    }

    private static Kind kind(LibvirtException.Kind kind) {
        return switch (kind) {
            case NO_DOMAIN, NO_SNAPSHOT -> Kind.NOT_FOUND;
            case BUSY, TIMEOUT -> Kind.BUSY;
            case NO_LIBRARY, DISCONNECTED -> Kind.DISCONNECTED;
            case UNSUPPORTED, DENIED, RISKY -> Kind.UNSUPPORTED;
            case INVALID -> Kind.INVALID;
            case AGENT, FAILED -> Kind.FAILED;
        };
    }

    private static Kind kind(HypervisorException.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> Kind.NOT_FOUND;
            case BUSY -> Kind.BUSY;
            case INVALID -> Kind.INVALID;
            case UNSUPPORTED -> Kind.UNSUPPORTED;
            case DISCONNECTED -> Kind.DISCONNECTED;
            case CANCELLED -> Kind.CANCELLED;
            case NO_ROOM -> Kind.NO_ROOM;
            case FAILED -> Kind.FAILED;
        };
    }

    private static Kind kind(OperationException.Kind kind) {
        return switch (kind) {
            case BUSY -> Kind.BUSY;
            case PENDING -> Kind.PENDING;
            case UNFINISHED -> Kind.UNFINISHED;
            case NOT_STARTED -> Kind.NOT_STARTED;
            case UNMERGED -> Kind.UNMERGED;
        };
    }
}
