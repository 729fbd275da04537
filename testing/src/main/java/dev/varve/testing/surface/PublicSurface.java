package dev.varve.testing.surface;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a module lets everybody use: the public types of the packages that it exports to all, and what is public or
/// protected in them. It is kept in a file, a line for each, so that no release changes it by accident.
///
/// @param lines in the order of the file
public record PublicSurface(List<String> lines) {
    /// The property that has [#assertKept] write the file anew.
    private static final String WRITE = "varve.surface.write";

    private static final String CLASS = ".class";

    private static final Pattern KIND = Pattern.compile("\\b(?:class|interface|record|enum) ");

    /// In the order of the file.
    public PublicSurface {
        lines = List.copyOf(lines);
    }

    /// {@return the surface of the module that a class is part of, on the class path or on the module path}
    ///
    /// @throws IllegalArgumentException if the class is in no module with a descriptor
    public static PublicSurface of(Class<?> member) {
        var module = moduleOf(member);
        var exported =
                module.descriptor().exports().stream()
                        .filter(exports -> !exports.isQualified())
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet());
        return ofTypes(types(module, exported, member.getClassLoader()));
    }

    static PublicSurface ofTypes(Stream<Class<?>> types) {
        return new PublicSurface(
                types.filter(PublicSurface::isSeen)
                        .sorted((a, b) -> a.getName().compareTo(b.getName()))
                        .flatMap(type -> new PublicType(type).lines())
                        .toList());
    }

    /// Compares with a file, or writes it if `varve.surface.write` is `true`.
    ///
    /// @param file relative to the directory of the module that is tested
    /// @throws AssertionError if they differ; it names each line that is new and each that is gone
    public void assertKept(Path file) {
        assertKept(file, Boolean.getBoolean(WRITE));
    }

    void assertKept(Path file, boolean write) {
        try {
            if (write) {
                Files.write(file, lines);
            }
            var differences =
                    differences(Files.exists(file) ? Files.readAllLines(file) : List.of());
            if (!differences.isEmpty()) {
                throw new AssertionError(
                        "the public surface isn't what "
                                + file
                                + " says; if that is meant, run the test with -D"
                                + WRITE
                                + "=true and commit the file\n"
                                + String.join("\n", differences));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compare the public surface with " + file, e);
        }
    }

    /// {@return what is gone, with `-`, and what is new, with `+`; if nothing is, and the order is another, that}
    List<String> differences(List<String> kept) {
        var before = named(kept);
        var now = named(lines);
        var differences = new ArrayList<String>();
        before.stream().filter(line -> !now.contains(line)).forEach(l -> differences.add("- " + l));
        now.stream().filter(line -> !before.contains(line)).forEach(l -> differences.add("+ " + l));
        if (differences.isEmpty() && !lines.equals(kept)) {
            differences.add("the same lines, in another order or number");
        }
        return differences;
    }

    /// Members with the type whose they are: several types have a `close`.
    private static Set<String> named(List<String> lines) {
        var named = new LinkedHashSet<String>();
        var type = "";
        for (var line : lines) {
            if (line.startsWith(" ")) {
                named.add(type + ": " + line.strip());
            } else {
                type =
                        KIND.splitAsStream(line)
                                .skip(1)
                                .findFirst()
                                .orElse(line)
                                .split("[ <(]", 2)[0];
                named.add(line);
            }
        }
        return named;
    }

    private static ModuleReference moduleOf(Class<?> member) {
        try {
            var place = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
            return ModuleFinder.of(place).findAll().stream()
                    .filter(module -> !module.descriptor().isAutomatic())
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    member.getName() + " is in no module: " + place));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("cannot find " + member.getName(), e);
        }
    }

    private static Stream<Class<?>> types(
            ModuleReference module, Set<String> packages, ClassLoader loader) {
        try (var reader = module.open();
                var resources = reader.list()) {
            return resources
                    .filter(name -> name.endsWith(CLASS))
                    .map(name -> name.substring(0, name.length() - CLASS.length()))
                    .map(name -> name.replace('/', '.'))
                    .filter(name ->
                            packages.contains(
                                    name.substring(0, Math.max(0, name.lastIndexOf('.')))))
                    .filter(name -> !name.endsWith(".package-info"))
                    .<Class<?>>map(name -> loaded(name, loader))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + module.descriptor().name(), e);
        }
    }

    private static Class<?> loaded(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class of the module can't be loaded: " + name, e);
        }
    }

    /// Whether others can name the type.
    private static boolean isSeen(Class<?> type) {
        var outer = type.getDeclaringClass();
        if (type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic()) {
            return false;
        }
        return outer == null
                ? Modifier.isPublic(type.getModifiers())
                : PublicType.isSeen(type.getModifiers(), outer) && isSeen(outer);
    }
}
