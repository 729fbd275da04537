package dev.varve.libvirt.hypervisor.file;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.NoSpaceException;
import dev.varve.libvirt.LibvirtException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Failures of libvirt and of the file system as failures of the port.
public final class Failures {
    private Failures() {}

    /// libvirt's own message is kept: users look it up.
    public static HypervisorException of(LibvirtException e) {
        return new HypervisorException(kind(e.kind()), message(e), e);
    }

    public static HypervisorException of(String what, IOException e) {
        return new HypervisorException(kind(e), "cannot " + what + ": " + reason(e), e);
    }

    private static Kind kind(LibvirtException.Kind kind) {
        return switch (kind) {
            case NO_DOMAIN, NO_SNAPSHOT -> Kind.NOT_FOUND;
            case BUSY, TIMEOUT -> Kind.BUSY;
            case UNSUPPORTED -> Kind.UNSUPPORTED;
            case INVALID, RISKY -> Kind.INVALID;
            case NO_LIBRARY, DISCONNECTED -> Kind.DISCONNECTED;
            case DENIED, AGENT, FAILED -> Kind.FAILED;
        };
    }

    private static Kind kind(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> Kind.NOT_FOUND;
            case FileAlreadyExistsException _ -> Kind.INVALID;
            case ImageInUseException _ -> Kind.BUSY;
            case InterruptedIOException _,
                    ClosedByInterruptException _,
                    FileLockInterruptionException _ ->
                    Kind.CANCELLED;
            case NoSpaceException _ -> Kind.NO_ROOM;
            default -> Kind.FAILED;
        };
    }

    /// {@return why, in words: Java's messages of many exceptions are the path alone}
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
            case FileAlreadyExistsException there -> there.getFile() + ": the file exists";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileSystemException file ->
                    file.getFile() + ": " + Optional.ofNullable(file.getReason()).orElse("failed");
            case ClosedByInterruptException _, FileLockInterruptionException _ -> "cancelled";
            default -> message(e);
        };
    }

    private static String message(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
    }
}
