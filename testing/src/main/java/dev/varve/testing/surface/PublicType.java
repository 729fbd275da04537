package dev.varve.testing.surface;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One type of a [PublicSurface]: a line for itself and one for each of its members, sorted.
record PublicType(Class<?> type) {
    private static final Pattern OBVIOUS = Pattern.compile("\\bjava\\.lang\\.(?=[A-Z])");

    /// What every record has, whether it says so or not.
    private static final Set<String> OF_EACH_RECORD =
            Set.of("equals(Object)", "hashCode()", "toString()");

    /// Whether a member is seen by others: nobody inherits from what is final or sealed.
    static boolean isSeen(int modifiers, Class<?> owner) {
        boolean open = !Modifier.isFinal(owner.getModifiers()) && !owner.isSealed();
        return Modifier.isPublic(modifiers) || (Modifier.isProtected(modifiers) && open);
    }

    Stream<String> lines() {
        var members =
                Stream.of(fields(), constructors(), methods())
                        .flatMap(each -> each)
                        .map(line -> "    " + line)
                        .sorted()
                        .distinct();
        return Stream.concat(Stream.of(head()), members).map(PublicType::shortened);
    }

    private String head() {
        var head = new StringBuilder(marks(type)).append(modifiers()).append(kind());
        head.append(' ').append(type.getName()).append(parameters(type.getTypeParameters()));
        if (type.isRecord()) {
            head.append(components());
        }
        var above = type.getAnnotatedSuperclass();
        if (above != null
                && !type.isRecord()
                && !type.isEnum()
                && above.getType() != Object.class) {
            head.append(" extends ").append(above);
        }
        if (!type.isAnnotation()) {
            append(head, type.isInterface() ? " extends " : " implements ", interfaces());
        }
        if (type.isSealed() && !type.isEnum()) {
            append(head, " permits ", Stream.of(type.getPermittedSubclasses()).map(Class::getName));
        }
        return head.toString();
    }

    private Stream<String> interfaces() {
        return Stream.of(type.getAnnotatedInterfaces()).map(Object::toString);
    }

    private static void append(StringBuilder line, String word, Stream<String> names) {
        var sorted = names.sorted().toList();
        if (!sorted.isEmpty()) {
            line.append(word).append(String.join(", ", sorted));
        }
    }

    private String modifiers() {
        int all = type.getModifiers();
        boolean implied = type.isInterface() || type.isRecord() || type.isEnum();
        var words = Modifier.toString(all & (Modifier.PUBLIC | Modifier.PROTECTED));
        if (type.isMemberClass() && Modifier.isStatic(all) && !implied) {
            words += " static";
        }
        if (!implied && (Modifier.isAbstract(all) || Modifier.isFinal(all))) {
            words += Modifier.isFinal(all) ? " final" : " abstract";
        }
        return words + (type.isSealed() && !type.isEnum() ? " sealed " : " ");
    }

    private String kind() {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        return type.isRecord() ? "record" : type.isEnum() ? "enum" : "class";
    }

    private String components() {
        return Stream.of(type.getRecordComponents())
                .map(each -> each.getAnnotatedType() + " " + each.getName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private Stream<String> fields() {
        return owners().flatMap(owner -> Stream.of(owner.getDeclaredFields()))
                .filter(field -> isSeen(field.getModifiers(), type) && !field.isSynthetic())
                .map(PublicType::line);
    }

    private static String line(Field field) {
        if (field.isEnumConstant()) {
            return marks(field) + field.getName();
        }
        return marks(field)
                + Modifier.toString(field.getModifiers())
                + " "
                + field.getAnnotatedType()
                + " "
                + field.getName();
    }

    private Stream<String> constructors() {
        return Stream.of(type.getDeclaredConstructors())
                .filter(made -> isSeen(made.getModifiers(), type) && !made.isSynthetic())
                .filter(made -> !isCanonical(made))
                .map(made -> line(made, "", made.getDeclaringClass().getSimpleName()));
    }

    private boolean isCanonical(Constructor<?> made) {
        return type.isRecord()
                && Arrays.equals(
                        made.getParameterTypes(),
                        Stream.of(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new));
    }

    private Stream<String> methods() {
        var left = new HashSet<String>();
        if (type.isRecord()) {
            left.addAll(OF_EACH_RECORD);
            Stream.of(type.getRecordComponents()).forEach(each -> left.add(each.getName() + "()"));
        }
        return owners().flatMap(owner -> Stream.of(owner.getDeclaredMethods()))
                .filter(method -> isSeen(method.getModifiers(), type) && !method.isSynthetic())
                .filter(method -> !left.contains(called(method)))
                .map(method ->
                        line(method, method.getAnnotatedReturnType() + " ", method.getName()));
    }

    private static String called(Method method) {
        return Stream.of(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }

    /// The type, and those above it that only it is known by: what is public in them is its own, for others.
    private Stream<Class<?>> owners() {
        return Stream.concat(
                Stream.of(type), above(type).filter(each -> isHidden(each)).distinct());
    }

    private static Stream<Class<?>> above(Class<?> type) {
        var direct =
                Stream.<Class<?>>concat(
                        Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()));
        return direct.flatMap(each -> Stream.concat(Stream.of(each), above(each)));
    }

    private static boolean isHidden(Class<?> type) {
        return !Modifier.isPublic(type.getModifiers());
    }

    private static String line(Executable called, String returned, String name) {
        int shown =
                Modifier.PUBLIC
                        | Modifier.PROTECTED
                        | Modifier.STATIC
                        | Modifier.FINAL
                        | Modifier.ABSTRACT;
        var line = new StringBuilder(marks(called));
        line.append(Modifier.toString(called.getModifiers() & shown)).append(' ');
        if (called instanceof Method method && method.isDefault()) {
            line.append("default ");
        }
        var parameters = parameters(called.getTypeParameters());
        line.append(parameters).append(parameters.isEmpty() ? "" : " ");
        line.append(returned).append(name).append('(').append(arguments(called)).append(')');
        append(
                line,
                " throws ",
                Stream.of(called.getAnnotatedExceptionTypes()).map(Object::toString));
        return line.toString();
    }

    private static String arguments(Executable called) {
        var types = Stream.of(called.getAnnotatedParameterTypes()).map(Object::toString).toList();
        var all = String.join(", ", types);
        return called.isVarArgs() ? all.substring(0, all.length() - 2) + "..." : all;
    }

    private static String parameters(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Stream.of(variables)
                        .map(PublicType::parameter)
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String parameter(TypeVariable<?> variable) {
        List<String> bounds =
                Stream.of(variable.getAnnotatedBounds())
                        .map(AnnotatedType::toString)
                        .filter(bound -> !bound.equals("java.lang.Object"))
                        .toList();
        return variable.getName()
                + (bounds.isEmpty() ? "" : " extends " + String.join(" & ", bounds));
    }

    private static String marks(AnnotatedElement element) {
        var deprecated = element.getAnnotation(Deprecated.class);
        if (deprecated == null) {
            return "";
        }
        return deprecated.forRemoval() ? "@Deprecated(forRemoval) " : "@Deprecated ";
    }

    private static String shortened(String line) {
        return OBVIOUS.matcher(line).replaceAll("");
    }
}
