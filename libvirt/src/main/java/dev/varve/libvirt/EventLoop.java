package dev.varve.libvirt;

import static dev.varve.libvirt.Libvirt.virEventRegisterDefaultImpl;
import static dev.varve.libvirt.Libvirt.virEventRunDefaultImpl;
import static dev.varve.libvirt.Libvirt.virInitialize;
import static dev.varve.libvirt.Libvirt.virSetErrorFunc;

import java.lang.foreign.MemorySegment;

/// libvirt's event loop, on one daemon thread for the whole process: it delivers events, answers a
/// remote's keepalive messages, and an embedded driver does not work without.
final class EventLoop {
    private static boolean started;

    /// Prepares libvirt; has to come before the first connection, since a driver looks for the loop
    /// once, when it is opened.
    static synchronized void start() {
        if (started) {
            return;
        }
        // Keeps libvirt from printing each error. free(NULL) does nothing, and unlike a stub of the
        // JVM it does so in a child, too, that libvirt has forked and that fails before its exec.
        virSetErrorFunc(MemorySegment.NULL, CString.FREE);
        LastError.check(virInitialize());
        LastError.check(virEventRegisterDefaultImpl());
        Thread.ofPlatform().daemon().name("libvirt-events").start(EventLoop::run);
        started = true;
    }

    private static void run() {
        while (virEventRunDefaultImpl() == 0) {
            // The next round waits for the next event.
        }
    }

    private EventLoop() {}
}
