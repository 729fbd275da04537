package dev.varve.policy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The policies of a directory: a file `NAME.conf` for each.
///
/// @param policies those that can be run, by name
/// @param problems why others can't
/// @since 0.1
public record PolicyFiles(List<Policy> policies, List<Problem> problems) {
    private static final String SUFFIX = ".conf";

    /// Far more than a policy takes.
    private static final long BYTES_MAX = 1 << 16;

    public PolicyFiles {
        policies = List.copyOf(policies);
        problems = List.copyOf(problems);
    }

    /// Why a policy can't be run.
    ///
    /// @param policy what its file is called, without `.conf`
    /// @param message one line, which begins with the file, and where it is about a line with its number
    public record Problem(String policy, String message) {}

    /// {@return the policies of that directory; none where it isn't there}
    ///
    /// Others than root and the user of this process may neither write a file nor where it lies, since what is in it is
    /// done in that user's name; nor a hook.
    public static PolicyFiles read(Path directory) {
        var policies = new ArrayList<Policy>();
        var problems = new ArrayList<Problem>();
        try {
            for (var file : files(directory)) {
                var name = name(file);
                try {
                    policies.add(read(name, file));
                } catch (PolicyException e) {
                    problems.add(new Problem(name, e.getMessage()));
                }
            }
        } catch (PolicyException e) {
            problems.add(new Problem("", e.getMessage()));
        }
        return new PolicyFiles(policies, problems);
    }

    /// {@return whether there is such a directory, with policies or without}
    public static boolean areThere(Path directory) {
        return !Files.notExists(directory);
    }

    private static List<Path> files(Path directory) {
        try (var files = Files.list(directory)) {
            return files.filter(file -> isOne(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (NotDirectoryException _) {
            throw new PolicyException(directory + ": it is no directory");
        } catch (IOException e) {
            throw new PolicyException(directory + ": it can't be read");
        }
    }

    /// An editor's own files are hidden.
    private static boolean isOne(String name) {
        return name.endsWith(SUFFIX) && !name.startsWith(".");
    }

    private static String name(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static Policy read(String name, Path file) {
        if (!Policy.isName(name)) {
            throw new PolicyException(
                    file
                            + ": a policy's name has at most 32 letters, digits, '-' and '_', and this is"
                            + " its file's");
        }
        var real = TrustedFile.real(file);
        try {
            if (!Files.isRegularFile(real)) {
                throw new PolicyException(file + ": it is no file");
            }
            if (Files.size(real) > BYTES_MAX) {
                throw new PolicyException(file + ": it is too large to be a policy");
            }
            return new PolicyText(name, file.toString()).read(Files.readAllLines(real));
        } catch (CharacterCodingException _) {
            throw new PolicyException(file + ": it isn't text in UTF-8");
        } catch (IOException _) {
            throw new PolicyException(file + ": it can't be read");
        }
    }
}
