package dev.varve.libvirt;

import static dev.varve.libvirt.Libvirt.virEventAddTimeout;
import static dev.varve.libvirt.Libvirt.virEventRunDefaultImpl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// libvirt's event loop, on a daemon thread for as long as somebody uses it. It delivers events and
/// answers a remote's keepalive messages, and an embedded driver does not work without; a driver
/// looks for it when it is opened.
///
/// It ends with its last user. Until something happens its thread sits in C, and a JVM that ends
/// waits for such a thread, 0.3 s long. Nothing ends it for a program that ends without closing its
/// connections: the threads that clean up then may still need it.
///
/// Its methods may be called by any thread, a listener's included.
final class EventLoop {
    /// No C library has a larger `sem_t`.
    private static final long SEMAPHORE_BYTES = 64;

    private static final MemorySegment REMOVE_TIMEOUT =
            Libvirt.LIBRARY.address("virEventRemoveTimeout");

    /// Posted when the timeout of [#wake] is freed.
    private final MemorySegment woken;

    private int users;
    private boolean running;
    private Thread thread = Thread.currentThread();

    EventLoop() {
        woken = Arena.global().allocate(SEMAPHORE_BYTES, SEMAPHORE_BYTES);
        int _ = LibC.sem_init(woken, 0, 0); // fails for a value that is too large only
    }

    /// Has the loop run until [#release], which each call is matched by.
    synchronized void acquire() {
        if (!running) {
            thread = Thread.ofPlatform().daemon().name("libvirt-events").start(this::run);
            running = true;
        }
        users++;
        notifyAll();
    }

    /// Ends the loop if nobody else uses it, and waits until its thread is out of C. The wait ends
    /// early when the calling thread is interrupted, which it stays, or when the loop is wanted again.
    synchronized void release() {
        users--;
        if (users > 0 || !running || !wake() || Thread.currentThread().equals(thread)) {
            return;
        }
        try {
            while (users == 0 && running) {
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Has the loop come round once more. Before the timeout is freed, everything that was to be done until
    /// now has been done: the last events delivered, the last connection's socket closed.
    ///
    /// @return false if libvirt refuses
    private boolean wake() {
        // libvirt's own function takes the timeout away when it is over, which is at once.
        int timer = virEventAddTimeout(0, REMOVE_TIMEOUT, woken, LibC.SEM_POST);
        return timer >= 0;
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            int result = -1;
            try {
                result = virEventRunDefaultImpl();
            } finally {
                goesOn = goesOn(result == 0);
            }
        }
    }

    private synchronized boolean goesOn(boolean works) {
        running = works && !(LibC.sem_trywait(woken) == 0 && users == 0);
        if (!running) {
            notifyAll();
        }
        return running;
    }
}
