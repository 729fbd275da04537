package dev.varve.cli.guest;

import dev.varve.libvirt.hypervisor.clone.SavedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A guest that has booted, asleep: its disks, and its memory as libvirt saved it. A boot takes seconds of
/// a processor's time, and waking from a copy much less.
final class BootedGuest {
    private static final String NAME = "booted";

    /// Made when it is first asked for.
    private static final class OneDisk {
        private static final BootedGuest MADE = boot(1);
    }

    /// As [OneDisk].
    private static final class TwoDisks {
        private static final BootedGuest MADE = boot(2);
    }

    private final Path directory;
    private final String images;
    private final String uuid;
    private final int disks;

    private BootedGuest(Path directory, String images, String uuid, int disks) {
        this.directory = directory;
        this.images = images;
        this.uuid = uuid;
        this.disks = disks;
    }

    /// {@return the guest with that many disks, of 24 MiB each}
    static BootedGuest with(int disks) {
        return switch (disks) {
            case 1 -> OneDisk.MADE;
            case 2 -> TwoDisks.MADE;
            default -> throw new IllegalArgumentException(disks + " disks");
        };
    }

    private static BootedGuest boot(int disks) {
        try (var host = PrivateHost.create()) {
            var guest = host.defineToBoot(NAME, disks).start();
            guest.shell("until pidof qemu-ga; do sleep 0.1; done; sync");
            var uuid = host.virsh("domuuid", NAME).ok().strip();
            var directory = Files.createTempDirectory("varve-booted");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            host.virsh("save", NAME, directory.resolve("memory").toString()).ok();
            for (int i = 0; i < disks; i++) {
                Files.copy(host.images().resolve(file(NAME, i)), directory.resolve(file(NAME, i)));
            }
            return new BootedGuest(directory, host.images().toString(), uuid, disks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String file(String name, int disk) {
        return name + "-vd" + (char) ('a' + disk) + ".qcow2";
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return copies of the disks, for a domain of that name}
    List<Path> copyDisks(Path to, String name) throws IOException {
        var copies = new ArrayList<Path>();
        for (int i = 0; i < disks; i++) {
            copies.add(Files.copy(directory.resolve(file(NAME, i)), to.resolve(file(name, i))));
        }
        return copies;
    }

    /// {@return the guest as it sleeps in a domain that has copies of the disks}
    Copy copy(RealGuest guest) throws IOException, InterruptedException {
        return new Copy(this, guest, stamps(guest));
    }

    /// {@return which images the domain is on, and when they were last written}
    private static Map<Path, FileTime> stamps(RealGuest guest)
            throws IOException, InterruptedException {
        var stamps = new TreeMap<Path, FileTime>();
        for (var head : guest.heads().values()) {
            stamps.put(head, Files.getLastModifiedTime(head));
        }
        return stamps;
    }

    /// The same guest in a domain of its own.
    ///
    /// @param disks which images it fell asleep on, and when they were last written
    record Copy(BootedGuest booted, RealGuest guest, Map<Path, FileTime> disks) {
        /// {@return whether the disks are those that the memory knows}
        boolean isUnchanged() throws IOException, InterruptedException {
            return disks.equals(stamps(guest));
        }

        void wake() throws IOException, InterruptedException {
            var host = guest.host();
            var asleep = booted.directory.resolve("memory");
            var xml =
                    host.virsh("save-image-dumpxml", asleep.toString())
                            .ok()
                            .replace(">" + NAME + "<", ">" + guest.name() + "<")
                            .replace(booted.uuid, host.virsh("domuuid", guest.name()).ok().strip())
                            .replace(
                                    booted.images + "/" + NAME, host.images() + "/" + guest.name());
            var own = host.root().resolve(guest.name() + ".memory");
            SavedMemory.copy(asleep, own, xml);
            host.virsh("restore", own.toString()).ok();
            Files.delete(own);
        }
    }
}
