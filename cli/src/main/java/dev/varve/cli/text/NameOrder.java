package dev.varve.cli.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// The order of names: as C's `strcasecmp` has it, byte for byte, with ASCII letters in lower case.
public enum NameOrder implements Comparator<String> {
    NAME_ORDER;

    @Override
    public int compare(String one, String other) {
        return Arrays.compareUnsigned(lowered(one), lowered(other));
    }

    private static byte[] lowered(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                bytes[i] = (byte) (bytes[i] + 'a' - 'A');
            }
        }
        return bytes;
    }
}
