using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace K8sMirror.Core.Rendering;

/// <summary>JSON for terminals and files.</summary>
public static class JsonText
{
    /// <summary>Indented, with a line break at the end; names and arrows stay readable, since it is not used in HTML.</summary>
    public static string From(JsonElement document)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
