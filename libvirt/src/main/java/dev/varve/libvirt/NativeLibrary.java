package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.invoke.MethodHandles.dropArguments;
import static java.lang.invoke.MethodHandles.foldArguments;
import static java.lang.invoke.MethodHandles.throwException;
import static java.lang.invoke.MethodType.methodType;

import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import java.util.function.Supplier;

/// A shared library. It may be missing, and so may any of its functions: binding one always
/// succeeds, and a call of what isn't there throws [LibvirtException] of kind `NO_LIBRARY` or
/// `UNSUPPORTED`. So the functions can be constants of a class, which an old libvirt doesn't keep
/// from loading.
@SuppressWarnings("restricted") // loading a library and linking its functions is what this is for
final class NativeLibrary {
    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle GET = get();

    private final String name;
    private final String remedy;
    private final SymbolLookup symbols;

    /// @param name what dlopen takes, such as `libvirt.so.0`
    /// @param remedy what a user whose system lacks the library can do
    NativeLibrary(String name, String remedy) {
        this.name = name;
        this.remedy = remedy;
        this.symbols = symbols(name);
    }

    /// The function `function`, or a handle of the same type that throws when the library has none.
    MethodHandle function(String function, FunctionDescriptor type) {
        return symbols.find(function)
                .map(address -> LINKER.downcallHandle(address, type))
                .orElseGet(() -> missing(function, type));
    }

    /// The address of `function`, for C to call.
    MemorySegment address(String function) {
        return symbols.find(function).orElseThrow(() -> missing(function));
    }

    /// The pointer that the library's variable `variable` holds.
    MemorySegment pointer(String variable) {
        return symbols.find(variable)
                // SAFETY: the header declares a pointer, so the variable is as large as one.
                .map(address -> address.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0))
                .orElseThrow(() -> missing(variable));
    }

    /// What a downcall's `catch (Throwable t)` throws. Only [#missing] throws from a downcall on
    /// purpose; everything else is a bug of ours.
    static LibvirtException unexpected(Throwable t) {
        if (t instanceof LibvirtException missing) {
            return missing;
        }
        throw new AssertionError(t);
    }

    private MethodHandle missing(String function, FunctionDescriptor descriptor) {
        Supplier<LibvirtException> exception = () -> missing(function);
        var type = descriptor.toMethodType();
        var thrower = throwException(type.returnType(), LibvirtException.class);
        return foldArguments(
                dropArguments(thrower, 1, type.parameterList()),
                GET.bindTo(exception).asType(methodType(LibvirtException.class)));
    }

    private LibvirtException missing(String symbol) {
        try {
            SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            var message = "cannot load %s: %s".formatted(name, remedy);
            return new LibvirtException(Kind.NO_LIBRARY, message, e);
        }
        var message = "the installed %s is too old: it has no %s".formatted(name, symbol);
        return new LibvirtException(Kind.UNSUPPORTED, message);
    }

    private static SymbolLookup symbols(String name) {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            return symbol -> Optional.empty(); // missing() tells why, as soon as it is needed
        }
    }

    private static MethodHandle get() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(Supplier.class, "get", methodType(Object.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
