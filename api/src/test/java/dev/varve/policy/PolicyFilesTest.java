package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFilesTest {
    @TempDir Path directory;

    private Path hook = Path.of("/nowhere");

    @BeforeEach
    void writeHook() throws IOException {
        hook = write("hook", "#!/bin/sh\n");
        mode(hook, "rwxr-xr-x");
    }

    private Path write(String name, String text) throws IOException {
        var file = Files.writeString(directory.resolve(name), text);
        mode(file, "rw-r--r--");
        return file;
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /// {@return why the policy can't be run, without the directory}
    private String problem(String text) throws IOException {
        write("p.conf", text);
        var files = PolicyFiles.read(directory);
        assertThat(files.policies()).isEmpty();
        assertThat(files.problems()).extracting(PolicyFiles.Problem::policy).containsExactly("p");
        return files.problems().getFirst().message().replace(directory + "/", "");
    }

    @Test
    void aFileIsAPolicy() throws IOException {
        write(
                "web-1_B.conf",
                """
                # all of the web
                domains = web*, db1  !web-test   # but that
                hourly=24
                daily = 7
                weekly = 4
                monthly = 12
                yearly = 2
                quiesce = required
                only-running = yes
                min-free = 10%%
                before = %s
                after = %s
                hook-timeout = 2m
                """
                        .formatted(hook, hook));
        write("nightly.conf.example", "what is this");
        write(".hidden.conf", "what is this");
        assertThat(PolicyFiles.read(directory))
                .isEqualTo(
                        new PolicyFiles(
                                List.of(
                                        new Policy(
                                                "web-1_B",
                                                new Policy.Domains(
                                                        List.of("web*", "db1"),
                                                        List.of("web-test")),
                                                new Policy.Keep(24, 7, 4, 12, 2),
                                                Policy.Quiesce.REQUIRED,
                                                true,
                                                false,
                                                Optional.of(new Policy.MinFree(10, 0)),
                                                new Policy.Hooks(
                                                        Optional.of(hook),
                                                        Optional.of(hook),
                                                        Duration.ofMinutes(2)))),
                                List.of()));
    }

    @Test
    void whatIsNotSaidIsAsTheGuideHasIt() throws IOException {
        write("p.conf", "domains = *\ndaily = 1\n");
        assertThat(PolicyFiles.read(directory).policies())
                .containsExactly(Policy.of("p", "*", Policy.Keep.daily(1)));
        assertThat(PolicyFiles.read(directory.resolve("none")))
                .isEqualTo(new PolicyFiles(List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dayly = 7 | p.conf:1: unknown key 'dayly'; there are domains, hourly, daily,",
                "daily 7 | p.conf:1: expected key = value",
                "daily = seven;domains = * | p.conf:1: daily takes a number from 0 to 10000, not 'seven'",
                "daily = -1;domains = * | p.conf:1: daily takes a number from 0 to 10000, not '-1'",
                "daily = 99999;domains = * | p.conf:1: daily takes a number from 0 to 10000, not '99999'",
                "daily = ;domains = * | p.conf:1: daily takes a number from 0 to 10000, not ''",
                "daily = 7;daily = 8 | p.conf:2: daily is set in line 1 already",
                "daily = 7 | p.conf: it names no domains; add \"domains = *\" for all",
                "domains = * | p.conf: it keeps nothing; say how many, such as \"daily = 7\"",
                "domains = *;daily = 0 | p.conf: it keeps nothing",
                "domains = !web;daily = 1 | p.conf:1: domains takes names and patterns",
                "domains = [;daily = 1 | p.conf:1: domains takes names and patterns",
                "domains = {a,b};daily = 1 | p.conf:1: domains takes names and patterns",
                "domains = ;daily = 1 | p.conf:1: domains takes names and patterns",
                "domains = *;daily = 1;quiesce = yes | p.conf:3: quiesce takes if-possible, required or no, not 'yes'",
                "domains = *;daily = 1;only-running = 1 | p.conf:3: only-running takes yes or no, not '1'",
                "domains = *;daily = 1;memory = maybe | p.conf:3: memory takes yes or no",
                "domains = *;daily = 1;memory = yes;quiesce = required | p.conf: no guest is frozen while its memory",
                "domains = *;daily = 1;min-free = 100% | p.conf:3: min-free takes a part such as 10%",
                "domains = *;daily = 1;min-free = 0 | p.conf:3: min-free takes a part such as 10%",
                "domains = *;daily = 1;min-free = 999999999999999P | p.conf:3: min-free takes a part",
                "domains = *;daily = 1;hook-timeout = 0s | p.conf:3: hook-timeout takes a time such as 30s",
                "domains = *;daily = 1;before = flush | p.conf:3: before takes the absolute path of a program",
                "domains = *;daily = 1;before = /nowhere/x | p.conf:3: before can't be /nowhere/x: no such file",
                "domains = *;daily = 1;after = /etc/passwd | p.conf:3: after can't be /etc/passwd: it can't be executed",
            })
    void aLineThatMakesNoSenseIsTold(String lines, String told) throws IOException {
        assertThat(problem(lines.replace(';', '\n') + "\n")).startsWith(told).doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "1%,1,0",
        "99%,99,0",
        "20G,0,21474836480",
        "1,0,1",
        "5 KiB,0,5120",
        "3MB,0,3145728"
    })
    void freeSpaceIsAPartOrASize(String text, int percent, long bytes) throws IOException {
        write("p.conf", "domains = *\ndaily = 1\nmin-free = " + text + "\n");
        assertThat(PolicyFiles.read(directory).policies().getFirst().minFree())
                .contains(new Policy.MinFree(percent, bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b.conf", "ü.conf", ".conf", "abcdefghijklmnopqrstuvwxyz0123456.conf"})
    void aNameThatNoPolicyCanHaveIsTold(String name) throws IOException {
        write(name, "domains = *\ndaily = 1\n");
        var files = PolicyFiles.read(directory);
        assertThat(files.policies()).isEmpty();
        assertThat(files.problems()).hasSize(name.startsWith(".") ? 0 : 1);
    }

    @Test
    void oneThatIsWrongStopsNoOther() throws IOException {
        write("a.conf", "nonsense\n");
        write("b.conf", "domains = *\ndaily = 1\n");
        Files.write(directory.resolve("c.conf"), "\u00fc".getBytes(StandardCharsets.ISO_8859_1));
        Files.createDirectory(directory.resolve("d.conf"));
        Files.write(directory.resolve("f.conf"), new byte[1 << 17]);
        var files = PolicyFiles.read(directory);
        assertThat(files.policies()).extracting(Policy::name).containsExactly("b");
        assertThat(files.problems())
                .extracting(PolicyFiles.Problem::policy)
                .containsExactly("a", "c", "d", "f");
    }

    /// Whoever owns a link could have it lead elsewhere later.
    @Test
    void aHookBehindALinkIsRunFromWhereItIs() throws IOException {
        var link = Files.createSymbolicLink(directory.resolve("link"), hook);
        write("p.conf", "domains = *\ndaily = 1\nbefore = " + link + "\n");

        var policy = PolicyFiles.read(directory).policies().getFirst();

        assertThat(policy.hooks().before()).contains(hook.toRealPath());
    }

    /// They would be run as root.
    @Test
    void whatOthersCanChangeIsRefused() throws IOException {
        var file = write("p.conf", "domains = *\ndaily = 1\nbefore = " + hook + "\n");
        assertThat(PolicyFiles.read(directory).problems()).isEmpty();

        mode(hook, "rwxrwxr-x");
        assertThat(PolicyFiles.read(directory).problems().getFirst().message())
                .endsWith(
                        "p.conf:3: before can't be %s: others than its owner can change %s; run \"chmod go-w %s\""
                                .formatted(hook, hook, hook));
        mode(hook, "rwxr-xr-x");
        mode(file, "rw-r--rw-");
        assertThat(PolicyFiles.read(directory).problems().getFirst().message())
                .contains("others than its owner can change " + file);
        mode(file, "rw-r--r--");
        mode(directory, "rwxrwxrwx");
        assertThat(PolicyFiles.read(directory).problems().getFirst().message())
                .contains("others than its owner can change " + directory);
        mode(directory, "rwxr-xr-x");
        assertThat(PolicyFiles.read(directory).problems()).isEmpty();
    }
}
