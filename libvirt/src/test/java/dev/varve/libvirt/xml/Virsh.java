package dev.varve.libvirt.xml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The installed virsh, on libvirt's built-in test host, which lives as long as the process.
final class Virsh {
    private static final Pattern ESCAPED = Pattern.compile("&#x([0-9A-F]+);");

    private Virsh() {}

    /// What one virsh prints for several commands in a row.
    static String run(String... commands) throws IOException, InterruptedException {
        return process("virsh", "-q", "-c", "test:///default", String.join("; ", commands));
    }

    /// The document that libvirt makes of `domain` by defining and dumping it.
    static String defined(Path directory, String domain) throws IOException, InterruptedException {
        var file = Files.writeString(directory.resolve("domain.xml"), domain);
        var uuid = DomainXml.parse(domain).uuid().orElseThrow();
        var output = run("define " + file, "dumpxml " + uuid);
        return output.substring(output.indexOf("<domain"));
    }

    /// The document with `ä` for `&#xE4;`, which libxml2 before 2.14 writes in an attribute of what it
    /// prints without a whole document.
    static String unescaped(String document) {
        return ESCAPED.matcher(document)
                .replaceAll(found -> Character.toString(Integer.parseInt(found.group(1), 16)));
    }

    static String process(String... command) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
