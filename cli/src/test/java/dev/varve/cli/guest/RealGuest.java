package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A domain of a host's that runs a small Linux, as virsh sees it and from its inside.
///
/// @param host where it is
/// @param name the domain's name
record RealGuest(PrivateHost host, String name) {
    private static final Pattern FILE = Pattern.compile("file=\"([^\"]+)\"");
    private static final Pattern BLANKS = Pattern.compile(" +");

    RealGuest start() throws IOException, InterruptedException {
        host.start(name);
        return this;
    }

    /// Ends it as a power cut does. A driver just opened may see QEMU end before it knows that it was
    /// asked to end it, and call that a failure: the state tells.
    void destroy() throws IOException, InterruptedException {
        host.virsh("destroy", name);
        assertThat(state()).isEqualTo("shut off");
    }

    /// {@return what the shell command printed in the guest, having worked}
    String shell(String command) throws IOException, InterruptedException {
        return host.inGuest(host.images().resolve(name + ".socket"), command).ok().strip();
    }

    /// {@return what QEMU answers to a command of its monitor's}
    ///
    /// @param argument a name and its value, or nothing
    String monitor(String command, String... argument) throws IOException, InterruptedException {
        var arguments =
                argument.length == 0
                        ? ""
                        : ",\"arguments\":{\"%s\":\"%s\"}".formatted((Object[]) argument);
        return host.virsh(
                        "qemu-monitor-command",
                        name,
                        "{\"execute\":\"" + command + "\"" + arguments + "}")
                .ok();
    }

    /// {@return `running`, `paused` or `shut off`}
    String state() throws IOException, InterruptedException {
        return host.virsh("domstate", name).ok().strip();
    }

    /// {@return the snapshots' names, as libvirt lists them}
    List<String> snapshots() throws IOException, InterruptedException {
        return host.virsh("snapshot-list", name, "--name").ok().lines().sorted().toList();
    }

    /// {@return the snapshot that keeps what the latest revert left}
    String beforeRevert() throws IOException, InterruptedException {
        return snapshots().stream().filter(s -> s.startsWith("before-revert-")).toList().getLast();
    }

    /// {@return the active layer of each disk}
    Path head(String disk) throws IOException, InterruptedException {
        return Optional.ofNullable(heads().get(disk)).orElseThrow();
    }

    Map<String, Path> heads() throws IOException, InterruptedException {
        var heads = new TreeMap<String, Path>();
        host.virsh("domblklist", name)
                .ok()
                .lines()
                .map(String::strip)
                .map(line -> BLANKS.split(line, 2))
                .filter(words -> words.length == 2)
                .forEach(words -> heads.put(words[0], Path.of(words[1])));
        return heads;
    }

    /// {@return the layer that the snapshot froze, or the image that holds it}
    Path frozen(String snapshot, String disk) throws IOException, InterruptedException {
        var xpath = "/domainsnapshot/domain/devices/disk[target/@dev='" + disk + "']/source/@file";
        var found = host.virsh("snapshot-dumpxml", name, snapshot, "--xpath", xpath).ok();
        var matcher = FILE.matcher(found);
        assertThat(matcher.find()).as(found).isTrue();
        return Path.of(matcher.group(1));
    }

    /// {@return whether the image holds the snapshot of the disk}
    boolean isInternal(String snapshot, String disk) throws IOException, InterruptedException {
        return isTaken(snapshot, disk, "internal");
    }

    /// {@return whether the snapshot left the disk out: it then holds nothing of it}
    boolean isExcluded(String snapshot, String disk) throws IOException, InterruptedException {
        return isTaken(snapshot, disk, "no");
    }

    private boolean isTaken(String snapshot, String disk, String how)
            throws IOException, InterruptedException {
        var xpath =
                "/domainsnapshot/disks/disk[@name='%s' and @snapshot='%s']".formatted(disk, how);
        return host.virsh("snapshot-dumpxml", name, snapshot, "--xpath", xpath).ok().contains(disk);
    }

    /// Writes a pattern to each disk of a domain that is shut off.
    void write(int pattern) throws IOException, InterruptedException {
        for (var head : heads().values()) {
            host.run("qemu-io", "-f", "qcow2", "-c", writeCommand(pattern), head.toString()).ok();
        }
    }

    /// Each pattern leaves some of the one before.
    private static String writeCommand(int pattern) {
        return "write -P %d %dk 640k".formatted(pattern, 12_288 + 128 * pattern);
    }

    /// Checks that nothing is left of what isn't needed: each image among the images is read by a
    /// head or by a snapshot.
    void assertNoFileIsLeft() throws IOException, InterruptedException {
        var read = new TreeSet<Path>();
        var disks = heads();
        for (var head : disks.values()) {
            read.addAll(host.chain(head));
        }
        for (var snapshot : snapshots()) {
            for (var disk : disks.keySet()) {
                read.addAll(host.chain(frozen(snapshot, disk)));
            }
        }
        var own = host.imageFiles();
        own.removeIf(file -> !file.getFileName().toString().startsWith(name + "-"));
        assertThat(own).isEqualTo(read);
    }
}
