package dev.varve.core.plan.layers;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// Paths that count how often they are compared, hashed or taken apart: whoever looks for a layer, looks
/// a layer up, or puts one in order does that.
public final class CountedPath {
    /// As many calls lie between a path and the set that holds it, in an Optional of a record, say.
    private static final int PROBE_DEPTH = 12;

    private final AtomicLong steps;

    public CountedPath(AtomicLong steps) {
        this.steps = steps;
    }

    public Path of(String name) {
        return counted(Path.of(name));
    }

    private Path counted(Path path) {
        return (Path)
                Proxy.newProxyInstance(
                        CountedPath.class.getClassLoader(),
                        new Class<?>[] {Path.class},
                        (_, method, arguments) -> answer(path, method, arguments));
    }

    private Object answer(Path path, Method method, Object[] arguments) throws Throwable {
        if (!(method.getName().equals("equals") && isProbed())) {
            steps.incrementAndGet();
        }
        var plain = arguments == null ? new Object[0] : arguments.clone();
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] instanceof Path other) {
                plain[i] = plain(other);
            }
        }
        try {
            var answer = method.invoke(path, plain);
            return answer instanceof Path other ? counted(other) : answer;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Path plain(Path path) {
        return Proxy.isProxyClass(path.getClass()) ? Path.of(path.toString()) : path;
    }

    /// {@return whether a set or a map that can't change looks for its entry}
    ///
    /// Java scatters these differently in each run, so that what they compare in vain is chance. That they look is
    /// counted, by the hash that they ask for first.
    private static boolean isProbed() {
        return StackWalker.getInstance()
                .walk(frames -> frames.limit(PROBE_DEPTH).anyMatch(CountedPath::isProbe));
    }

    private static boolean isProbe(StackWalker.StackFrame frame) {
        return frame.getMethodName().equals("probe")
                && frame.getClassName().startsWith("java.util.ImmutableCollections$");
    }
}
