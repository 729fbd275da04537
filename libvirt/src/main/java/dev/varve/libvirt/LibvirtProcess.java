package dev.varve.libvirt;

import static dev.varve.libvirt.Libvirt.virEventRegisterDefaultImpl;
import static dev.varve.libvirt.Libvirt.virInitialize;
import static dev.varve.libvirt.Libvirt.virSetErrorFunc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What libvirt needs once per process, before the first connection: silence, and an event loop.
final class LibvirtProcess {
    private static boolean prepared;

    static synchronized void prepare() {
        if (prepared) {
            return;
        }
        silence();
        LastError.check(virInitialize());
        LastError.check(virEventRegisterDefaultImpl());
        prepared = true;
    }

    /// The loop of the process, once it is prepared.
    static EventLoop eventLoop() {
        return Loop.ONLY;
    }

    private static final class Loop {
        static final EventLoop ONLY = new EventLoop();
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

    private LibvirtProcess() {}
}
