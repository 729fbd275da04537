package dev.varve.image;

import dev.varve.image.check.CheckResult;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/// What `qemu-img check` says of an image.
///
/// @param counted whether it got as far as to print numbers
/// @param numbers those that [#numbers(CheckResult)] gives, too
record QemuCheck(int status, boolean counted, String numbers, String output) {
    static QemuCheck of(Path image) {
        return of("-f", "qcow2", image.toString());
    }

    /// @param arguments that name the image
    static QemuCheck of(String... arguments) {
        var line = Stream.of("qemu-img", "check", "--output=json");
        var result = Tool.run(Stream.concat(line, Stream.of(arguments)).toArray(String[]::new));
        var output = result.output();
        return new QemuCheck(
                result.status(),
                output.contains("\"check-errors\""),
                numbers(
                        number(output, "corruptions"),
                        number(output, "leaks"),
                        number(output, "check-errors"),
                        number(output, "allocated-clusters"),
                        number(output, "total-clusters"),
                        number(output, "fragmented-clusters"),
                        number(output, "compressed-clusters"),
                        number(output, "image-end-offset")),
                output);
    }

    private static long number(String output, String name) {
        return Tool.field(output, name).map(Long::parseLong).orElse(0L);
    }

    static String numbers(CheckResult result) {
        return numbers(
                result.corruptions(),
                result.leaks(),
                result.checkErrors(),
                result.allocatedClusters(),
                result.totalClusters(),
                result.fragmentedClusters(),
                result.compressedClusters(),
                result.imageEndOffset());
    }

    private static String numbers(long... numbers) {
        return String.format(
                "corruptions %d leaks %d errors %d"
                        + " allocated %d total %d fragmented %d compressed %d end %d",
                Arrays.stream(numbers).boxed().toArray());
    }
}
