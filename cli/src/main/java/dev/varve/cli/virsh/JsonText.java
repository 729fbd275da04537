package dev.varve.cli.virsh;

final class JsonText {
    private JsonText() {}

    static String of(Object o) {
        return o.toString();
    }
}
