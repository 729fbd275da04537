package dev.varve.cli.virsh;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The document that the options of `snapshot-create-as` describe.
final class SnapshotSpec {
    private static final Set<String> STORAGE_TYPES = Set.of("file", "block");

    private SnapshotSpec() {}

    /// The `<domainsnapshot>`, with a newline at its end: as virsh writes it, which escapes what
    /// names, paths and text contain, but not the types of disks and drivers.
    ///
    /// @param memspec `[file=]PATH[,snapshot=TYPE]`
    /// @param diskspecs each `DISK[,snapshot=TYPE][,driver=TYPE][,stype=TYPE][,file=PATH]`
    /// @throws CommandFailure in virsh's words for an empty option or a malformed specification
    static String document(
            Optional<String> name,
            Optional<String> description,
            Optional<String> memspec,
            List<String> diskspecs) {
        name.ifPresent(value -> SnapshotSelection.requireValue("name", value));
        description.ifPresent(value -> SnapshotSelection.requireValue("description", value));
        memspec.ifPresent(value -> SnapshotSelection.requireValue("memspec", value));
        var out = new StringBuilder("<domainsnapshot>\n");
        name.ifPresent(value -> element(out, "name", value));
        description.ifPresent(value -> element(out, "description", value));
        memspec.ifPresent(value -> memory(out, value));
        if (!diskspecs.isEmpty()) {
            out.append("  <disks>\n");
            diskspecs.forEach(spec -> disk(out, spec));
            out.append("  </disks>\n");
        }
        return out.append("</domainsnapshot>\n").toString();
    }

    private static void element(StringBuilder out, String element, String text) {
        out.append("  <%s>%s</%1$s>\n".formatted(element, escaped(text)));
    }

    private static void memory(StringBuilder out, String spec) {
        var fields = new Fields(spec, "memspec");
        for (var item : items(spec)) {
            if (!fields.take(item, "snapshot") && !fields.take(item, "file")) {
                fields.takeBare(item, "file");
            }
        }
        out.append("  <memory");
        fields.get("snapshot").ifPresent(v -> out.append(attribute("snapshot", escaped(v))));
        fields.get("file").ifPresent(v -> out.append(attribute("file", escaped(v))));
        out.append("/>\n");
    }

    private static void disk(StringBuilder out, String spec) {
        var items = items(spec);
        var fields = new Fields(spec, "diskspec");
        for (var item : items.subList(1, items.size())) {
            fields.takeOneOf(item, "snapshot", "driver", "stype", "file");
        }
        var type = fields.get("stype");
        type.ifPresent(value -> requireStorageType(value, spec));
        // virsh begins no element for an empty specification; libvirt then refuses the document.
        out.append(
                spec.isEmpty()
                        ? "    "
                        : "    <disk" + attribute("name", escaped(items.getFirst())));
        fields.get("snapshot").ifPresent(v -> out.append(attribute("snapshot", v)));
        type.ifPresent(v -> out.append(attribute("type", v)));
        diskContents(out, fields.get("driver"), fields.get("file"), type);
    }

    private static void diskContents(
            StringBuilder out,
            Optional<String> driver,
            Optional<String> file,
            Optional<String> type) {
        if (driver.isEmpty() && file.isEmpty()) {
            out.append("/>\n");
            return;
        }
        out.append(">\n");
        driver.ifPresent(v -> out.append("      <driver" + attribute("type", v) + "/>\n"));
        var source = type.equals(Optional.of("block")) ? "dev" : "file";
        file.ifPresent(v -> out.append("      <source" + attribute(source, escaped(v)) + "/>\n"));
        out.append("    </disk>\n");
    }

    private static void requireStorageType(String type, String spec) {
        if (!STORAGE_TYPES.contains(type)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Unknown storage type: '" + type + "'",
                    "unable to parse diskspec: " + spec);
        }
    }

    private static String attribute(String attribute, String value) {
        return " " + attribute + "='" + value + "'";
    }

    /// Control characters can't be in XML, and are dropped.
    private static String escaped(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    /// The parts between commas; two commas are one that belongs to the part.
    private static List<String> items(String spec) {
        var items = new ArrayList<String>();
        var item = new StringBuilder();
        for (int i = 0; i < spec.length(); i++) {
            if (spec.charAt(i) != ',') {
                item.append(spec.charAt(i));
            } else if (spec.startsWith(",,", i)) {
                item.append(',');
                i++;
            } else {
                items.add(item.toString());
                item.setLength(0);
            }
        }
        items.add(item.toString());
        return items;
    }

    /// The `key=value` items of a specification, each at most once.
    private static final class Fields {
        private record Field(String key, String value) {}

        private final String spec;
        private final String what;
        private final List<Field> taken = new ArrayList<>();

        Fields(String spec, String what) {
            this.spec = spec;
            this.what = what;
        }

        Optional<String> get(String key) {
            return taken.stream().filter(f -> f.key().equals(key)).map(Field::value).findFirst();
        }

        boolean take(String item, String key) {
            if (!item.startsWith(key + "=") || get(key).isPresent()) {
                return false;
            }
            return taken.add(new Field(key, item.substring(key.length() + 1)));
        }

        void takeOneOf(String item, String... keys) {
            for (var key : keys) {
                if (take(item, key)) {
                    return;
                }
            }
            throw malformed();
        }

        void takeBare(String item, String key) {
            if (!item.startsWith("/") || get(key).isPresent()) {
                throw malformed();
            }
            taken.add(new Field(key, item));
        }

        private CommandFailure malformed() {
            return new CommandFailure(ExitCode.USAGE, "unable to parse " + what + ": " + spec);
        }
    }
}
