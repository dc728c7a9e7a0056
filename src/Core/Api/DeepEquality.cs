using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace K8sMirror.Core.Api;

/// <summary>
/// Compares API objects by their JSON. Records compare lists by reference, so by their own equality a parsed copy would differ, and we would write what the
/// server already has. New fields are compared automatically.
/// </summary>
public static class DeepEquality
{
    /// <summary>Same content, with lists in the same order. An empty list is not equal to null: in a rule it is an error.</summary>
    /// <typeparam name="T">A type that <see cref="ApiJsonContext"/> knows; of a base type only its own fields are compared.</typeparam>
    public static bool AreEqual<T>(T? a, T? b)
        where T : class =>
        ReferenceEquals(a, b) || (a is not null && b is not null && Json(a).AsSpan().SequenceEqual(Json(b)));

    /// <summary>Same facts; the order of conditions has no meaning (an API server may keep its own).</summary>
    public static bool AreEqual(TrafficMirrorStatus? a, TrafficMirrorStatus? b) =>
        AreEqual<TrafficMirrorStatus>(a is null ? null : a with { Conditions = ByType(a.Conditions) }, b is null ? null : b with { Conditions = ByType(b.Conditions) });

    /// <summary>Same facts; the order of conditions has no meaning.</summary>
    public static bool AreEqual(AddressSetStatus? a, AddressSetStatus? b) =>
        AreEqual<AddressSetStatus>(a is null ? null : a with { Conditions = ByType(a.Conditions) }, b is null ? null : b with { Conditions = ByType(b.Conditions) });

    private static byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)ApiJsonContext.Default.GetTypeInfo(typeof(T))!);

    private static List<Condition> ByType(IEnumerable<Condition> conditions) => [.. conditions.OrderBy(c => c.Type, StringComparer.Ordinal)];
}
