using System.Reflection;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Tests.Api;

/// <summary>Objects created by reflection, so that tests include new properties at once.</summary>
internal static class Filled
{
    /// <summary>Each property has a value other than its default; lists have one item.</summary>
    public static object Full(Type type) => Make(type, full: true);

    /// <summary>Scalars keep their defaults; objects and lists exist, so that the defaults inside them are visible.</summary>
    public static object Default(Type type) => Make(type, full: false);

    private static object Make(Type type, bool full)
    {
        var made = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            if (property.Name is not ("ApiVersion" or "Kind") || type == typeof(OwnerReference))
            {
                property.SetValue(made, Value(property, property.GetValue(made), full));
            }
        }
        return made;
    }

    private static object? Value(PropertyInfo property, object? current, bool full)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, 1);
            list.SetValue(item == typeof(string) ? "v" : item == typeof(int) ? 7 : item.IsEnum ? Enum.GetValues(item).GetValue(1) : Make(item, full), 0);
            return list;
        }
        if (type == typeof(IReadOnlyDictionary<string, string>))
        {
            return new Dictionary<string, string> { ["k"] = "v" };
        }
        if (type.IsClass && type != typeof(string))
        {
            return Make(type, full);
        }
        return !full ? current
            : type == typeof(string) ? property.Name == nameof(LabelSelectorRequirement.Operator) ? "Exists" : "v"
            : type == typeof(int) ? 7
            : type == typeof(long) ? 7L
            : type == typeof(bool) ? true
            : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)
            : type.IsEnum ? Enum.GetValues(type).GetValue(1)
            : throw new NotSupportedException(type.Name);
    }
}
