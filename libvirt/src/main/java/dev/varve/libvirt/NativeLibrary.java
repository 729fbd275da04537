package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/// A shared library. It may be missing, and so may any of its functions: naming one always
/// succeeds, and a call of what isn't there throws [LibvirtException] of kind `NO_LIBRARY` or
/// `UNSUPPORTED`. So the functions can be constants of a class, which an old libvirt doesn't keep
/// from loading.
@SuppressWarnings("restricted") // loading a library and looking into it is what this is for
final class NativeLibrary {
    private final String name;
    private final String remedy;
    private final SymbolLookup symbols;

    /// @param name what dlopen takes, such as `libvirt.so.0`
    /// @param remedy what a user whose system lacks the library can do
    NativeLibrary(String name, String remedy) {
        this(name, remedy, symbols(name));
    }

    private NativeLibrary(String name, String remedy, SymbolLookup symbols) {
        this.name = name;
        this.remedy = remedy;
        this.symbols = symbols;
    }

    /// C's own, which is in every process.
    static NativeLibrary ofC() {
        return new NativeLibrary("libc.so.6", "", Linker.nativeLinker().defaultLookup());
    }

    NativeFunction function(String function) {
        return new NativeFunction(this, function);
    }

    /// The address of `function`, never `NULL`.
    ///
    /// @throws LibvirtException of kind `NO_LIBRARY` or `UNSUPPORTED` if it isn't there
    MemorySegment address(String function) {
        var address = symbols.find(function);
        if (address.isEmpty()) {
            throw missing(function);
        }
        return address.get();
    }

    /// The pointer that the library's variable `variable` holds.
    MemorySegment pointer(String variable) {
        // SAFETY: the header declares a pointer, so the variable is as large as one.
        var pointer = address(variable).reinterpret(JAVA_LONG.byteSize());
        return MemorySegment.ofAddress(pointer.toArray(JAVA_LONG)[0]);
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
}
