package dev.varve.cli.shell;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/// What a terminal shows, and somebody who presses keys when it shows what he waits for.
final class Screen extends ByteArrayOutputStream {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// @param count how often it is awaited
    record Awaited(String text, int count, String keys) {}

    @Override
    public synchronized void write(int b) {
        super.write(b);
        notifyAll();
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        super.write(bytes, from, length);
        notifyAll();
    }

    synchronized String text() {
        return toString(StandardCharsets.UTF_8);
    }

    private synchronized void await(String text, int count) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (text().split(java.util.regex.Pattern.quote(text), -1).length <= count) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException(text + " isn't shown: " + text());
            }
            wait(left);
        }
    }

    /// {@return the keys, each pressed when its time has come}
    InputStream keys(List<Awaited> keys) {
        var rest = keys.iterator();
        return new Keys(rest);
    }

    private final class Keys extends InputStream {
        private final Iterator<Awaited> rest;
        private byte[] pressed = {};
        private int at;

        Keys(Iterator<Awaited> rest) {
            this.rest = rest;
        }

        @Override
        public int read() throws java.io.IOException {
            while (at == pressed.length) {
                if (!rest.hasNext()) {
                    return -1;
                }
                var next = rest.next();
                try {
                    await(next.text(), next.count());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new java.io.InterruptedIOException(e.toString());
                }
                pressed = next.keys().getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            return pressed[at++] & 0xff;
        }

        /// No more than there is, so that what comes later is awaited.
        @Override
        public int read(byte[] bytes, int from, int length) throws java.io.IOException {
            int first = read();
            if (first < 0) {
                return -1;
            }
            bytes[from] = (byte) first;
            return 1;
        }
    }
}
