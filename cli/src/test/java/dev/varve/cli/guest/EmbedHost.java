package dev.varve.cli.guest;

import dev.varve.cli.Main;
import dev.varve.cli.VarveProcess;
import dev.varve.cli.kill.PrivateLibvirtd;
import dev.varve.libvirt.EmbedRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A host of its own: libvirt's embedded driver under a fresh root. One process at a time can have
/// it open, so Varve and virsh run in turn, each as a process. With a libvirtd they may run at once.
final class EmbedHost implements AutoCloseable {
    private static final Pattern FILE_NAME = Pattern.compile("\"filename\": \"([^\"]+)\"");

    private static final Pattern AGENT_COMMAND =
            Pattern.compile("Send command '\\{\"execute\":\"([a-z-]+)\"");

    private static final String WAITED = "--- found again ---";

    private static final int SEGMENTATION_FAULT = 128 + 11;

    private final Path root;
    private final Path images;
    private final Path checkout = findCheckout();
    private final Programs programs;

    /// What ends with the host.
    private final Runnable daemon;

    private EmbedHost(Path root, String uri, Runnable daemon) throws IOException {
        this.root = root;
        this.daemon = daemon;
        this.images = Files.createDirectory(root.resolve("images"));
        this.programs =
                new Programs(
                        root,
                        Map.of(
                                "VIRSH_DEFAULT_CONNECT_URI",
                                uri,
                                "LIBVIRT_LOG_OUTPUTS",
                                "1:file:" + root.resolve("libvirt.log"),
                                "LIBVIRT_LOG_FILTERS",
                                "1:qemu.qemu_agent",
                                "XDG_STATE_HOME",
                                root.resolve("state").toString(),
                                "LC_ALL",
                                "C.UTF-8"));
    }

    /// {@return a host without domains}
    static EmbedHost create() throws IOException {
        var root = Files.createTempDirectory("varve-host");
        return new EmbedHost(root, EmbedRoot.prepare(root), () -> {});
    }

    /// {@return a host without domains, with a libvirtd of its own}
    static EmbedHost withDaemon() throws IOException {
        var root = Files.createTempDirectory("varve-host");
        var daemon = PrivateLibvirtd.start(root);
        return new EmbedHost(root, daemon.uri(), daemon::close);
    }

    private static Path findCheckout() {
        var directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("guest/domain"))) {
            directory =
                    Optional.ofNullable(directory.getParent())
                            .orElseThrow(() -> new IllegalStateException("not in a checkout"));
        }
        return directory;
    }

    /// {@return the directory of the domains' images}
    Path images() {
        return images;
    }

    /// {@return the directory of the project's files}
    Path checkout() {
        return checkout;
    }

    /// {@return the directory of everything}
    Path root() {
        return root;
    }

    /// {@return the names of what the guests' agents were told, in order}
    List<String> toldAgents() throws IOException {
        return AGENT_COMMAND
                .matcher(Files.readString(root.resolve("libvirt.log")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /// {@return the domain, defined, with disks that each hold an empty ext4}
    RealGuest define(String name, int disks) throws IOException, InterruptedException {
        return define(name, disks, xml -> xml);
    }

    /// {@return the domain that can't be asked to freeze its file systems}
    RealGuest defineWithoutAgent(String name) throws IOException, InterruptedException {
        return define(name, 1, xml -> xml.replaceFirst("(?s) *<channel .*</channel>\n", ""));
    }

    /// {@return the domain with UEFI firmware and an emulated TPM}
    RealGuest defineWithFirmware(String name) throws IOException, InterruptedException {
        return define(
                name,
                1,
                xml ->
                        withUefi(xml)
                                .replaceFirst(
                                        "<devices>",
                                        "<devices><tpm model='tpm-tis'><backend type='emulator'"
                                                + " version='2.0'/></tpm>"));
    }

    /// {@return the domain with UEFI firmware and without a TPM}
    RealGuest defineWithUefi(String name) throws IOException, InterruptedException {
        return define(name, 1, EmbedHost::withUefi);
    }

    private static String withUefi(String xml) {
        return xml.replaceFirst("<os>", "<os firmware='efi'>")
                .replaceFirst("(<memory [^>]*>)[^<]*", "$1256");
    }

    /// {@return the domain with `change` made to its XML}
    RealGuest define(String name, int disks, UnaryOperator<String> change)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.addAll(List.of(script("domain"), name, guestFiles().toString()));
        for (int i = 0; i < disks; i++) {
            var file = images.resolve(name + "-vd" + (char) ('a' + i) + ".qcow2");
            run(script("mkdisk"), file.toString(), "24").ok();
            command.add(file.toString());
        }
        var xml = root.resolve(name + ".xml");
        Files.writeString(xml, change.apply(programs.run(command).ok()));
        virsh("define", xml.toString()).ok();
        return new RealGuest(this, name);
    }

    private Path guestFiles() throws IOException, InterruptedException {
        var given = System.getProperty("varve.guest", "");
        var files = given.isEmpty() ? checkout.resolve("target/guest") : Path.of(given);
        if (!Files.exists(files.resolve("vmlinuz"))) {
            run(script("build"), files.toString()).ok();
        }
        return files;
    }

    private String script(String name) {
        return checkout.resolve("guest").resolve(name).toString();
    }

    /// Runs a command in a guest, waiting for one that still boots.
    Outcome inGuest(Path socket, String command) throws IOException, InterruptedException {
        return run(script("run"), "--timeout", "120", socket.toString(), command);
    }

    /// Runs our own command line.
    Outcome varve(String... arguments) throws IOException, InterruptedException {
        var outcome = programs.run(VarveProcess.command(Main.class, List.of(arguments)));
        var said = new ArrayList<>(List.of("varve"));
        said.addAll(List.of(arguments));
        return new Outcome(said, outcome.out(), outcome.err(), outcome.exit());
    }

    /// Runs virsh. With domains that run, libvirt 9.0's embedded driver may crash when it is closed
    /// before it has found each QEMU again, or give one up: so virsh asks for something first that has
    /// to wait for that.
    Outcome virsh(String... arguments) throws IOException, InterruptedException {
        var commands = new ArrayList<String>();
        for (var name : running()) {
            commands.add("domblkerror " + quoted(name));
        }
        if (!commands.isEmpty()) {
            commands.add("echo " + quoted(WAITED));
            commands.add(
                    arguments.length == 1
                            ? arguments[0]
                            : Stream.of(arguments)
                                    .map(EmbedHost::quoted)
                                    .collect(Collectors.joining(" ")));
            var line = String.join("; ", commands);
            var outcome = runVirsh(line);
            int waited = outcome.out().indexOf(WAITED);
            if (waited >= 0) {
                var out = outcome.out().substring(waited + WAITED.length());
                return new Outcome(outcome.command(), out, outcome.err(), outcome.exit());
            }
            // One of them has ended without anybody's having removed its file.
        }
        return runVirsh(arguments);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private Outcome runVirsh(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("virsh", "-q"));
        command.addAll(List.of(arguments));
        var outcome = programs.run(command);
        return outcome.exit() == SEGMENTATION_FAULT && outcome.err().isEmpty()
                ? new Outcome(command, outcome.out(), "", 0)
                : outcome;
    }

    /// {@return the domains that have a QEMU, by the files that libvirt keeps of them}
    private List<String> running() throws IOException {
        var run = root.resolve("run/qemu");
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (var files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".xml"))
                    .map(name -> name.substring(0, name.length() - ".xml".length()))
                    .sorted()
                    .toList();
        }
    }

    Outcome run(String... command) throws IOException, InterruptedException {
        return programs.run(List.of(command));
    }

    /// {@return a program that goes on beside the test, with pipes}
    Process start(String... command) throws IOException {
        return programs.builder(List.of(command)).redirectErrorStream(true).start();
    }

    /// {@return our own command line, going on beside the test}
    Process startVarve(String... arguments) throws IOException {
        return start(VarveProcess.command(Main.class, List.of(arguments)).toArray(String[]::new));
    }

    /// {@return every file of a directory with its size}
    static Map<String, Long> listing(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .collect(
                            Collectors.toMap(
                                    f -> f.getFileName().toString(), f -> f.toFile().length()));
        }
    }

    /// {@return the image files among the images}
    Set<Path> imageFiles() throws IOException {
        try (var files = Files.list(images)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> !f.toString().endsWith(".console"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /// {@return the image and everything below it}
    Set<Path> chain(Path image) throws IOException, InterruptedException {
        var info =
                run("qemu-img", "info", "-U", "--backing-chain", "--output=json", image.toString())
                        .ok();
        return FILE_NAME
                .matcher(info)
                .results()
                .map(found -> Path.of(found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Ends every QEMU that was started here, and removes everything.
    @Override
    public void close() throws IOException {
        for (var pid : pids()) {
            var qemu = ProcessHandle.of(pid);
            qemu.ifPresent(ProcessHandle::destroyForcibly);
            qemu.ifPresent(process -> process.onExit().join());
        }
        daemon.run();
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Only those that still are a QEMU of this root: a number may have gone to somebody else.
    private List<Long> pids() throws IOException {
        var found = new ArrayList<Long>();
        var run = root.resolve("run");
        if (!Files.exists(run)) {
            return found;
        }
        try (var files = Files.walk(run)) {
            for (var file : files.filter(f -> f.toString().endsWith(".pid")).toList()) {
                var text = Files.readString(file).strip();
                if (!text.isEmpty() && isOurs(Path.of("/proc", text, "cmdline"))) {
                    found.add(Long.valueOf(text));
                }
            }
        }
        return found;
    }

    private boolean isOurs(Path commandLine) {
        try {
            return Files.readString(commandLine).contains(root + "/");
        } catch (IOException _) {
            return false;
        }
    }
}
