using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace K8sMirror.Testing;

/// <summary>
/// Compares C# structs and constants with C headers by the C compiler: every field becomes a <c>_Static_assert</c> on its offset and size.
/// Field names are converted from <c>PascalCase</c> to <c>snake_case</c>; others are given as renames.
/// </summary>
public sealed partial class LayoutCheck
{
    private readonly StringBuilder source = new();
    private readonly List<string> flags = ["-fsyntax-only", "-x", "c", "-std=gnu11", "-w"];

    /// <summary>Starts a C file.</summary>
    /// <param name="headers">As in <c>#include</c>: <c>&lt;linux/bpf.h&gt;</c> or <c>"k8smirror_abi.h"</c>.</param>
    public LayoutCheck(params IEnumerable<string> headers)
    {
        foreach (var header in headers)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"#include {header}");
        }
        // Not from stddef.h: its wchar_t conflicts with the kernel's types.
        source.AppendLine("#ifndef offsetof").AppendLine("#define offsetof(t, m) __builtin_offsetof(t, m)").AppendLine("#endif");
    }

    /// <summary>Adds a folder of headers.</summary>
    public LayoutCheck Include(string folder)
    {
        flags.Add($"-I{folder}");
        return this;
    }

    /// <summary>Compares a struct. Field names may be C paths: <c>["Key"] = "map_elem.key"</c>.</summary>
    /// <param name="type">C name with <c>struct</c> or <c>union</c>.</param>
    /// <param name="wholeSize">False if the C# struct is only the beginning of the C one.</param>
    /// <param name="renames">C names of fields that do not follow the rule; empty string: not compared.</param>
    public LayoutCheck Struct<T>(string type, bool wholeSize = true, IReadOnlyDictionary<string, string>? renames = null)
        where T : unmanaged
    {
        var name = typeof(T).Name;
        Assert($"sizeof({type}) {(wholeSize ? "==" : ">=")} {Unsafe.SizeOf<T>()}", $"{name}: size");
        foreach (var field in typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            var cName = renames?.GetValueOrDefault(field.Name) ?? SnakeCase(field.Name);
            if (cName.Length > 0)
            {
                RefuseUnclear(field);
                var offset = Marshal.OffsetOf<T>(field.Name);
                Assert($"offsetof({type}, {cName}) == {offset}", $"{name}.{field.Name}: offset");
                Assert($"sizeof((({type} *)0)->{cName}) == {SizeOf(field.FieldType)}", $"{name}.{field.Name}: size");
            }
        }
        return this;
    }

    /// <summary>Compares a number with a C constant expression.</summary>
    public LayoutCheck Constant(string expression, long value)
    {
        Assert($"({expression}) == {value}", expression);
        return this;
    }

    /// <summary>Compares every constant of a class with the C constant of the same name.</summary>
    public LayoutCheck Constants(Type type, Func<string, bool>? which = null)
    {
        foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (field.IsLiteral && which?.Invoke(field.Name) != false)
            {
                Constant(field.Name, Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture));
            }
        }
        return this;
    }

    /// <summary>Compares every member of an enum with a C constant whose name is derived.</summary>
    public LayoutCheck Enum<T>(Func<string, string> cName)
        where T : struct, Enum
    {
        foreach (var value in System.Enum.GetValues<T>())
        {
            Constant(cName(value.ToString()), Convert.ToInt64(value, CultureInfo.InvariantCulture));
        }
        return this;
    }

    /// <summary>Compiles.</summary>
    /// <exception cref="InvalidOperationException">Something differs; has the compiler's messages.</exception>
    public void Run()
    {
        using var directory = new TempDir();
        var file = directory.At("layout.c");
        File.WriteAllText(file, source.ToString());
        Command.Run(Clang.Path, [.. flags, file]);
    }

    /// <summary><c>PascalCase</c> to <c>snake_case</c>.</summary>
    public static string SnakeCase(string name) => Humps().Replace(name, "_$1").ToLowerInvariant();

    private static int SizeOf(Type type) => type.IsEnum ? SizeOf(System.Enum.GetUnderlyingType(type)) : Marshal.SizeOf(type);

    // bool and char have different sizes in memory and for the marshaller, and neither is C's.
    private static void RefuseUnclear(FieldInfo field)
    {
        if (field.FieldType == typeof(bool) || field.FieldType == typeof(char))
        {
            throw new InvalidOperationException($"{field.DeclaringType!.Name}.{field.Name} is a {field.FieldType.Name}: use byte or ushort.");
        }
    }

    private void Assert(string condition, string what) =>
        source.AppendLine(CultureInfo.InvariantCulture, $"_Static_assert({condition}, \"{what}\");");

    [GeneratedRegex("(?<!^)([A-Z])")]
    private static partial Regex Humps();
}
