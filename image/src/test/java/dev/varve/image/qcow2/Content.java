package dev.varve.image.qcow2;

import java.util.Arrays;
import java.util.Random;

/// A disk's contents: words of a small language, noise and zeros, in stretches of different lengths.
final class Content {
    private Content() {}

    static byte[] of(int bytes, Random random) {
        var content = new byte[bytes];
        int at = 0;
        while (at < bytes) {
            int end = (int) Math.min(bytes, at + 1 + (1L << random.nextInt(9, 19)));
            switch (random.nextInt(4)) {
                case 0 -> Arrays.fill(content, at, end, (byte) 0);
                case 1 -> noise(content, at, end, random);
                default -> words(content, at, end, random);
            }
            at = end;
        }
        return content;
    }

    private static void noise(byte[] content, int start, int end, Random random) {
        for (int i = start; i < end; i++) {
            content[i] = (byte) random.nextInt();
        }
    }

    private static void words(byte[] content, int start, int end, Random random) {
        int letter = 0;
        for (int i = start; i < end; i++) {
            letter = random.nextInt(6) == 0 ? random.nextInt(20) : (letter * 7 + 3) % 20;
            content[i] = (byte) ('a' + letter);
        }
    }
}
