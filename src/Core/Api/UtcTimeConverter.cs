using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Writes times as Kubernetes does (<c>metav1.Time</c>): RFC 3339 in UTC, whole seconds, with a Z; reads any RFC 3339.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
