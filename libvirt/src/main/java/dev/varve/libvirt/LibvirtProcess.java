package dev.varve.libvirt;

import static dev.varve.libvirt.Libvirt.virEventRegisterDefaultImpl;
import static dev.varve.libvirt.Libvirt.virEventRunDefaultImpl;
import static dev.varve.libvirt.Libvirt.virInitialize;
import static dev.varve.libvirt.Libvirt.virSetErrorFunc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What libvirt needs once per process, before the first connection: silence, and an event loop on
/// a daemon thread. The loop delivers events and answers a remote's keepalive messages, and an
/// embedded driver does not work without; a driver looks for it when it is opened.
final class LibvirtProcess {
    private static boolean prepared;

    static synchronized void prepare() {
        if (prepared) {
            return;
        }
        silence();
        LastError.check(virInitialize());
        LastError.check(virEventRegisterDefaultImpl());
        Thread.ofPlatform().daemon().name("libvirt-events").start(LibvirtProcess::runEventLoop);
        prepared = true;
    }

    /// Keeps libvirt from printing on stderr, which is our user's: its errors, which we throw, and
    /// an embedded driver's log, unless the user asks for that.
    private static void silence() {
        // free(NULL) does nothing. Unlike a function of the JVM's, it also does nothing in a child
        // that libvirt has forked and that fails before its exec.
        virSetErrorFunc(MemorySegment.NULL, LibC.FREE);
        if (System.getenv("LIBVIRT_LOG_OUTPUTS") == null) {
            try (var arena = Arena.ofConfined()) {
                var errorsOnly = CString.of(arena, "4");
                int _ = LibC.setenv(CString.of(arena, "LIBVIRT_DEBUG"), errorsOnly, 0);
            }
        }
    }

    private static void runEventLoop() {
        while (virEventRunDefaultImpl() == 0) {
            // The next round waits for the next event.
        }
    }

    private LibvirtProcess() {}
}
